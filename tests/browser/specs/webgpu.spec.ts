import { expect, test } from '../fixture';

test.use({ webgpu: true, models: ['tiny-random', 'mr-brain-restore'] });

test('a software adapter is not used by itself, and the panel says so', async ({ diffusion, server }) => {
  await diffusion.open(server.demo);
  await expect(diffusion.backend).toContainText('wasm');
  await expect(diffusion.backend).toContainText('software');
});

test('the same click runs on WebGPU when it is chosen by hand', async ({ diffusion, server }) => {
  test.setTimeout(420_000);
  await diffusion.open(server.demo);
  await diffusion.choose('model', 'tiny-random');
  await diffusion.choose('backend', 'webgpu');
  await expect(diffusion.backend).toContainText('WebGPU');
  await diffusion.denoise.click();
  await expect(diffusion.result).toBeVisible({ timeout: 380_000 });
  expect(await diffusion.imageCounts()).toEqual([20, 20]);
  await expect(diffusion.result).toContainText('WebGPU');
});
