import { rmSync } from 'node:fs';
import type { TestInfo } from '@playwright/test';
import { watch } from '../consoleErrors';
import { expect, test } from '../fixture';
import { AnomalyPage } from '../pages/AnomalyPage';
import type { DiffusionPage } from '../pages/DiffusionPage';
import { DrawingPage } from '../pages/DrawingPage';
import { InpaintPage } from '../pages/InpaintPage';
import { OverlayPage } from '../pages/OverlayPage';
import { aroundPeak, RegionsPage } from '../pages/RegionsPage';
import { inRing, RING, writeRegionFiles } from '../regionFiles';
import { startViewer, type ViewerServer } from '../server';

test('a finding of the anomaly map is filled: its voxels change, no other does', async ({ diffusion, page, server }, info) => {
  test.setTimeout(600_000);
  const errors = watch(page);
  const [overlay, anomaly, inpaint, regions] = [
    new OverlayPage(diffusion),
    new AnomalyPage(page),
    new InpaintPage(page),
    new RegionsPage(page),
  ];
  await diffusion.open(server.flair ?? '');
  await overlay.run();
  await overlay.show();
  await expect(overlay.findings.first()).toBeVisible();
  const threshold = Number(await page.locator('[data-cy="diffusion-findings"]').getAttribute('data-threshold'));
  const scores: number[][] = [];
  const slices = (await diffusion.viewports())[0]?.slices ?? 0;
  for (let k = 0; k < slices; k++) scores.push(await anomaly.map('score', k));
  const finding = aroundPeak(scores, await regions.columns(), threshold);

  const item = overlay.findingItems.first();
  await item.locator('summary').click();
  await item.locator('[data-cy="diffusion-finding-inpaint"]').click();
  await expect(inpaint.tab).toBeChecked();
  await expect(inpaint.facts).toContainText('From a finding of the anomaly map');
  await expect(inpaint.facts).toContainText(`on ${Object.keys(finding).length} slices`);
  // The reader is led to what can be done with it.
  await expect(inpaint.region).toBeInViewport();
  await page.screenshot({ path: info.outputPath('finding-chosen.png') });
  await expect(inpaint.start).toBeEnabled();
  await inpaint.start.click();
  await expect(inpaint.filling).toBeVisible({ timeout: 200_000 });
  await expect.poll(() => inpaint.kinds()).toContain('inpainted');
  const found = await regions.difference(finding);
  console.log(
    `figure: finding of ${found.pixels} voxels filled: ${found.inside} differ inside, ${found.outside} outside; ` +
      `mean ${found.before.toFixed(0)} before, ${found.after.toFixed(0)} after`,
  );
  expect(found.outside).toBe(0);
  expect(found.inside).toBeGreaterThan(0.9 * found.pixels);
  // Tissue for tissue: the highest finding of this study is a bright plaque beside the ventricle.
  expect(Math.abs(found.after / found.before - 1)).toBeLessThan(0.25);
  await expect.poll(async () => (await diffusion.viewports()).every(({ slice }) => String(slice) in finding)).toBe(true);
  await overlay.settled();
  await page.screenshot({ path: info.outputPath('finding-filled.png') });
  expect(errors).toEqual([]);
});

const ring = Array.from({ length: 256 * 256 }, (_, i) => i).filter(inRing);
const RINGS = Object.fromEntries(RING.positions.map((slice) => [slice, ring]));

/** Fills the ring, from whatever it was read, and looks at every pixel. */
async function fillRing(diffusion: DiffusionPage, name: string, info: TestInfo): Promise<void> {
  const { page } = diffusion;
  const [inpaint, regions] = [new InpaintPage(page), new RegionsPage(page)];
  await expect(inpaint.facts).toContainText('From a segment: 2.2 ml on 2 slices');
  await page.screenshot({ path: info.outputPath(`${name}-chosen.png`) });
  await inpaint.start.click();
  await expect(inpaint.filling).toBeVisible({ timeout: 200_000 });
  const found = await regions.difference(RINGS);
  console.log(`figure: ring from ${name}, ${found.pixels} pixels: ${found.inside} differ inside, ${found.outside} outside`);
  expect(found.outside).toBe(0);
  expect(found.inside).toBeGreaterThan(0.9 * found.pixels);
  await expect.poll(async () => (await diffusion.viewports()).map(({ slices }) => slices)).toEqual([20, 20]);
  await page.screenshot({ path: info.outputPath(`${name}-filled.png`) });
}

test.describe('a ring is filled, its hole is not', () => {
  test.describe.configure({ timeout: 400_000 });
  let viewer: ViewerServer;
  let files: ReturnType<typeof writeRegionFiles>;
  test.beforeAll(async () => {
    files = writeRegionFiles();
    viewer = await startViewer(['--dicom', files.folder]);
  });
  test.afterAll(async () => {
    await viewer.stop();
    rmSync(files.folder, { recursive: true, force: true });
  });

  test('from contours drawn in the viewer', async ({ diffusion, page }, info) => {
    const errors = watch(page);
    await diffusion.open(`${viewer.viewer}diffusion?StudyInstanceUIDs=${files.study}`);
    const [inpaint, drawing] = [new InpaintPage(page), new DrawingPage(page)];
    await inpaint.choose();
    await drawing.newContours();
    await expect(diffusion.reason).toContainText('nothing drawn in it');
    await drawing.take('PlanarFreehandContourSegmentationTool');
    await drawing.draw(0, 'around', inpaint.facts.filter({ hasText: /From a segment: [\d.]+ ml on 1 slice/ }));
    await page.screenshot({ path: info.outputPath('contour-by-hand.png') });
    await inpaint.removeDrawings();
    await expect(diffusion.reason).toContainText('The region to fill is empty');
    await drawing.addContours(RING.positions, [RING.column, RING.row], [RING.radius, RING.hole]);
    await fillRing(diffusion, 'contours', info);
    expect(errors).toEqual([]);
  });

  for (const [name, series] of [
    ['dicom-seg', 'Ring SEG'],
    ['rtstruct', 'Ring RTSTRUCT'],
  ] as const)
    test(`from a file: ${name}`, async ({ diffusion, page }, info) => {
      const errors = watch(page);
      const [inpaint, drawing] = [new InpaintPage(page), new DrawingPage(page)];
      await diffusion.open(`${viewer.viewer}diffusion?StudyInstanceUIDs=${files.study}`);
      await drawing.openObject(series);
      await inpaint.choose();
      if (name === 'rtstruct') {
        await expect(inpaint.facts).toContainText('From a segment: 2.2 ml on 2 slices');
        // The viewer puts cuts for its other panes in the place of the file's contours.
        const before = await drawing.annotations();
        await drawing.threePlanes();
        await expect.poll(() => drawing.annotations(), { timeout: 60_000 }).toBeGreaterThan(before + 2);
        await page.waitForTimeout(1_000);
      }
      await fillRing(diffusion, name, info);
      expect(errors).toEqual([]);
    });
});

test('in three planes: an outline across the slices is refused in plain words, one along them and the brush are filled', async ({
  diffusion,
  page,
  server,
}, info) => {
  test.setTimeout(400_000);
  const errors = watch(page);
  const [inpaint, drawing, regions] = [new InpaintPage(page), new DrawingPage(page), new RegionsPage(page)];
  await diffusion.open(server.demo);
  await inpaint.choose();
  await drawing.threePlanes();
  await expect(diffusion.reason).toContainText('The region to fill is empty');
  await page.locator('[data-cy="diffusion-ellipse"]').click();
  await drawing.draw(1, 'outwards', diffusion.reason.filter({ hasText: 'an outline drawn in another plane than the slices' }));
  await expect(inpaint.start).toBeDisabled();
  await page.screenshot({ path: info.outputPath('sagittal.png') });
  await inpaint.removeDrawings();
  await expect(diffusion.reason).toContainText('The region to fill is empty');

  await page.locator('[data-cy="diffusion-brush"]').click();
  await drawing.draw(0, 'outwards', inpaint.facts.filter({ hasText: /From a segment: [\d.]+ ml/ }));
  await page.screenshot({ path: info.outputPath('brush-in-planes.png') });
  await inpaint.removeDrawings();
  await expect(diffusion.reason).toContainText('The region to fill is empty');

  await page.locator('[data-cy="diffusion-ellipse"]').click();
  await drawing.draw(0, 'outwards', inpaint.facts.filter({ hasText: /From an outline: [\d.]+ ml on 1 slice/ }));
  const ellipse = await drawing.lastEllipse();
  await page.screenshot({ path: info.outputPath('axial.png') });
  await inpaint.start.click();
  await expect(inpaint.filling).toBeVisible({ timeout: 200_000 });
  const found = await regions.difference(ellipse);
  console.log(`figure: ellipse of three planes, ${found.pixels} pixels: ${found.inside} differ inside, ${found.outside} outside`);
  expect(found.outside).toBe(0);
  expect(found.inside).toBeGreaterThan(0.9 * found.pixels);
  await page.screenshot({ path: info.outputPath('planes-filled.png') });
  expect(errors).toEqual([]);
});
