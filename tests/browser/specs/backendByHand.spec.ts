import { expect, test } from '../fixture';

/** A browser without a WebGPU adapter, as most virtual machines are. */
test('WebGPU by hand is refused where there is none, says what to do, and Automatic works again', async ({ derived, diffusion }) => {
  await diffusion.open(derived('short'));
  await expect(diffusion.backend).toContainText('wasm');
  await diffusion.choose('backend', 'webgpu');
  await expect(diffusion.error).toContainText('The chosen backend cannot be used on this computer');
  await expect(diffusion.error).toContainText('Choose Automatic');
  await expect(diffusion.error).toHaveAttribute('data-code', 'BACKEND_UNAVAILABLE');
  await expect(diffusion.denoise).toBeDisabled();
  await diffusion.choose('backend', 'auto');
  await expect(diffusion.error).toHaveCount(0);
  await expect(diffusion.backend).toContainText('wasm');
  await expect(diffusion.denoise).toBeEnabled();
});
