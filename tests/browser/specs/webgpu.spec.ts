import { rmSync } from 'node:fs';
import { writeStudies } from '../derivedStudies';
import { expect, test } from '../fixture';
import { startViewer, type ViewerServer } from '../server';

/** Three slices and a tiny network: the software adapter computes about as fast as a pocket calculator. */
const studies = writeStudies();
let server: ViewerServer;
test.beforeAll(async () => void (server = await startViewer(['--dicom', studies.folder])));
test.afterAll(async () => {
  await server.stop();
  rmSync(studies.folder, { recursive: true, force: true });
});
test.use({ webgpu: true, models: ['tiny-random', 'mr-brain-restore'] });

const short = () => `${server.viewer}diffusion?StudyInstanceUIDs=${studies.uid.short}`;

test('a software adapter is not used by itself, and the panel says so', async ({ diffusion }) => {
  await diffusion.open(short());
  await expect(diffusion.backend).toContainText('wasm');
  await expect(diffusion.backend).toContainText('software');
});

test('the same click runs on WebGPU when it is chosen by hand', async ({ diffusion, page }, info) => {
  await diffusion.open(short());
  await diffusion.choose('model', 'tiny-random');
  await diffusion.choose('backend', 'webgpu');
  await expect(diffusion.backend).toContainText('WebGPU');
  await diffusion.denoise.click();
  await expect(diffusion.result).toBeVisible({ timeout: 150_000 });
  expect(await diffusion.imageCounts()).toEqual([3, 3]);
  await expect(diffusion.result).toContainText('WebGPU');
  await page.screenshot({ path: info.outputPath('webgpu.png') });
});
