import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { planMemory } from '../../../src/execution/budget';
import { expect, test } from '../fixture';
import type { DiffusionPage } from '../pages/DiffusionPage';

/** The demo study with a budget that it just does not fit into, and with one that it fits into: the same pixels. */

const DEMO = { task: 'denoise', rows: 256, columns: 256, slices: 20, samples: 1, turned: true } as const;
/** Volumes of which a slab needs its share: the source, and its turned copy. */
const AT_WORK = 2;
const MODEL = 'tiny-random';
const SLAB = 7;
const { file } = JSON.parse(readFileSync(`models/${MODEL}/manifest.json`, 'utf8')) as { file: { bytes: number } };
/** As extension/run/memory.ts reckons. */
const workingBytes = 4 * file.bytes + 256 * 4 * DEMO.rows * DEMO.columns;

async function configure(page: Page, diffusion: object): Promise<void> {
  await page.route('**/app-config.js', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${await response.text()}\nwindow.config.diffusion = ${JSON.stringify(diffusion)};` });
  });
}

/** Denoises with random numbers, and returns a number for each slice of the result that changes with every bit of it. */
async function denoised(diffusion: DiffusionPage): Promise<number[]> {
  const { page } = diffusion;
  await diffusion.steps(3);
  await diffusion.choose('sampler', 'dpmpp-2m-sde');
  await diffusion.denoise.click();
  await expect(diffusion.result).toBeVisible({ timeout: 150_000 });
  await expect.poll(async () => (await diffusion.viewports()).length).toBe(2);
  return page.evaluate(async () => {
    interface Host {
      services: {
        viewportGridService: { getState(): { viewports: Map<string, unknown> } };
        cornerstoneViewportService: { getCornerstoneViewport(id: string): { getImageIds(): string[] } };
      };
      cornerstone: { imageLoader: { loadAndCacheImage(id: string): Promise<{ voxelManager: { getScalarData(): Float32Array } }> } };
    }
    const { services, cornerstone } = window as unknown as Host;
    const id = [...services.viewportGridService.getState().viewports.keys()][1] ?? '';
    const imageIds = services.cornerstoneViewportService.getCornerstoneViewport(id).getImageIds();
    return Promise.all(
      imageIds.map(async (imageId) => {
        const { voxelManager } = await cornerstone.imageLoader.loadAndCacheImage(imageId);
        const pixels = voxelManager.getScalarData();
        return new Uint32Array(pixels.buffer, pixels.byteOffset, pixels.length).reduce((sum, bits) => (Math.imul(sum, 31) + bits) | 0, 7);
      }),
    );
  });
}

test('a small budget makes the demo study run in slabs, said before the run, with identical pixels', async ({
  page,
  diffusion,
  server,
}, info) => {
  test.setTimeout(480_000);
  await configure(page, { models: [MODEL] });
  await diffusion.open(server.demo);
  const whole = await denoised(diffusion);
  expect(new Set(whole).size).toBe(20);
  await expect(page.locator('[data-cy="diffusion-slabs"]')).toHaveCount(0);

  const { wholeBytes } = planMemory({ ...DEMO, workingBytes });
  const memoryLimit = (wholeBytes - (20 - SLAB) * AT_WORK * 4 * DEMO.rows * DEMO.columns) / 1e9;
  await configure(page, { models: [MODEL], memoryLimit });
  await diffusion.open(server.demo);
  const slabs = page.locator('[data-cy="diffusion-slabs"]');
  await expect(slabs).toContainText(`Runs in 3 parts of at most ${SLAB} slices`);
  await page.screenshot({ path: info.outputPath('slabs.png') });
  expect(await denoised(diffusion)).toEqual(whole);
  // One result, whole.
  expect(await diffusion.imageCounts()).toEqual([20, 20]);

  // Where not even one slice fits beside what the result keeps, the run is refused, with the numbers.
  await configure(page, { models: [MODEL], memoryLimit: 0.3 });
  await diffusion.open(server.demo);
  await expect(diffusion.reason).toHaveAttribute('data-code', 'TOO_LARGE');
  await expect(diffusion.reason).toContainText('0.30 GB');
  await expect(diffusion.denoise).toBeDisabled();
});
