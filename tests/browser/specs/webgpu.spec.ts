import { expect, test } from '../fixture';

/** Three slices and a tiny network: the software adapter computes about as fast as a pocket calculator. */
test.use({ webgpu: true, models: ['tiny-random', 'mr-brain-restore'] });

test('a software adapter is not used by itself, and the panel says so', async ({ derived, diffusion }) => {
  await diffusion.open(derived('short'));
  await expect(diffusion.backend).toContainText('wasm');
  await expect(diffusion.backend).toContainText('software');
});

test('the same click runs on WebGPU when it is chosen by hand', async ({ derived, diffusion, page }, info) => {
  await diffusion.open(derived('short'));
  await diffusion.choose('model', 'tiny-random');
  await diffusion.choose('backend', 'webgpu');
  await expect(diffusion.backend).toContainText('WebGPU');
  await diffusion.denoise.click();
  await expect(diffusion.result).toBeVisible({ timeout: 150_000 });
  expect(await diffusion.imageCounts()).toEqual([3, 3]);
  await expect(diffusion.result).toContainText('WebGPU');
  await page.screenshot({ path: info.outputPath('webgpu.png') });
});
