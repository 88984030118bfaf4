import { rmSync } from 'node:fs';
import { headPixels } from '../../support/drawnDicom';
import { DRAWN_SERIES, type DrawnSeriesName, writeDrawnSeries } from '../drawnSeries';
import type { Page } from '@playwright/test';
import { expect, test } from '../fixture';
import { startViewer, type ViewerServer } from '../server';

/** What is no even stack is denoised slice by slice, and marked; what is no series at all is refused in one sentence. */

let viewer: ViewerServer;
let folder = '';
test.beforeAll(async () => {
  folder = writeDrawnSeries();
  viewer = await startViewer(['--dicom', folder]);
});
test.afterAll(async () => {
  await viewer.stop();
  rmSync(folder, { recursive: true, force: true });
});

const address = (name: DrawnSeriesName) => `${viewer.viewer}diffusion?StudyInstanceUIDs=${DRAWN_SERIES[name].study}`;

interface Shown {
  services: {
    viewportGridService: { getState(): { viewports: Map<string, { viewportId: string }> } };
    cornerstoneViewportService: { getCornerstoneViewport(id: string): { element: HTMLElement; getCurrentImageId(): string } };
  };
  cornerstone: {
    metaData: { get(kind: string, imageId: string): { imagePositionPatient: number[] } };
    utilities: { jumpToSlice(element: HTMLElement, to: { imageIndex: number }): Promise<void> };
  };
}

/** To a slice of the first viewport, as a reader who turns the wheel. */
const jump = (page: Page, imageIndex: number) =>
  page.evaluate((to) => {
    const { services, cornerstone } = window as unknown as Shown;
    const [first] = services.viewportGridService.getState().viewports.keys();
    return cornerstone.utilities.jumpToSlice(services.cornerstoneViewportService.getCornerstoneViewport(first ?? '').element, {
      imageIndex: to,
    });
  }, imageIndex);

/** Where the image in each viewport lies, mm. */
const places = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const { services, cornerstone } = window as unknown as Shown;
    return [...services.viewportGridService.getState().viewports.keys()].map((id) => {
      const imageId = services.cornerstoneViewportService.getCornerstoneViewport(id).getCurrentImageId();
      return cornerstone.metaData
        .get('imagePlaneModule', imageId)
        .imagePositionPatient.map((mm) => mm.toFixed(2))
        .join();
    });
  });

const DONE: readonly (readonly [name: DrawnSeriesName, order: readonly number[], said: RegExp | undefined])[] = [
  ['single', [2], undefined],
  ['missing', [0, 1, 3, 4], /A slice is missing from the stack.*8\.00 mm after slice 2/],
  ['uneven', [0, 1, 2, 3], /not evenly spaced.*5\.20 mm after slice 2/],
  ['tilted', [0, 1, 2, 3], /at a slant, as by a tilted gantry.*20\.6°/],
  ['enhanced', [0, 1, 2, 3], undefined],
];

for (const [name, order, said] of DONE) {
  test(`${name}: is denoised${said ? ', and the result says what is wrong with it' : ''}`, async ({ diffusion, page }, info) => {
    await diffusion.open(address(name));
    if (said) await expect(diffusion.panel).toContainText(said);
    await diffusion.denoise.click();
    await expect(diffusion.result).toBeVisible({ timeout: 150_000 });
    await expect.poll(async () => (await diffusion.viewports()).map(({ slices }) => slices)).toEqual([order.length, order.length]);
    const landmarks = await Promise.all(order.map(async (_, k) => (await diffusion.pixels(0, k))[0]));
    expect([...landmarks].sort()).toEqual(order.map((slice) => headPixels(slice)[0]));
    // Slices of the drawn head differ by 20 in their tissue: each estimate is of the slice beside it.
    for (const k of order.keys()) {
      await jump(page, k);
      await expect.poll(async () => new Set(await places(page)).size).toBe(1);
      const [shown, beside] = await diffusion.viewports();
      expect(shown?.slice).toBe(k);
      const [before, after] = [await diffusion.pixels(0, k), await diffusion.pixels(1, beside?.slice ?? -1)];
      const tissue = after.flatMap((value, n) => ((before[n] ?? NaN) > 500 ? value - (before[n] ?? NaN) : []));
      expect(tissue.length).toBeGreaterThan(1500);
      expect(Math.abs(tissue.reduce((sum, value) => sum + value, 0) / tissue.length)).toBeLessThan(10);
    }
    await expect(diffusion.tag).toContainText('AI-DERIVED');
    if (said) await expect(diffusion.tag).toContainText('NO EVEN STACK');
    else await expect(diffusion.tag).not.toContainText('NO EVEN STACK');
    await expect(page.locator('[data-cy="diffusion-compare-pair"]')).toBeVisible();
    await expect(page.locator('[data-cy="diffusion-compare-planes"]')).toHaveCount(name === 'enhanced' ? 1 : 0);
    await page.screenshot({ path: info.outputPath(`${name}.png`) });
  });
}

const REFUSED: readonly (readonly [name: DrawnSeriesName, reason: RegExp])[] = [
  ['slipped', /not evenly spaced.*slice \d lies 20\.00 mm beside the line of the others/],
  ['patients', /do not belong together.*2 patients/],
  ['echoes', /same position.*8 images; echo time 14, 80 ms/],
  ['mosaic', /not single slices of the patient.*mosaic/],
  ['localizer', /not single slices of the patient.*localizer/],
  ['rescale', /do not say what their numbers are in HU.*no Rescale Intercept/],
];

for (const [name, reason] of REFUSED) {
  test(`${name}: Denoise is disabled and says why`, async ({ diffusion }) => {
    await diffusion.open(address(name));
    await expect(diffusion.denoise).toBeDisabled();
    await expect(diffusion.reason).toHaveText(reason);
  });
}
