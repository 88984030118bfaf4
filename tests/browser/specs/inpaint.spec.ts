import { watch } from '../consoleErrors';
import { expect, test } from '../fixture';
import { InpaintPage, type Disc } from '../pages/InpaintPage';

/** Thalamus and white matter in the middle of the demo study: tissue on all sides. */
const DISC: Disc = { column: 128, row: 128, radius: 9, slices: [9, 10] };
/** By cornerstone's handles: bottom, top, left, right; the same disc on one slice. */
const ELLIPSE: [number, number][] = [
  [128, 137.3],
  [128, 118.7],
  [118.7, 128],
  [137.3, 128],
];

test('a segment is filled with tissue, and no other pixel changes', async ({ diffusion, page, server }, info) => {
  const errors = watch(page);
  const inpaint = new InpaintPage(page);
  await diffusion.open(server.demo);
  await inpaint.choose();
  await expect(inpaint.region).toHaveText(/No region yet/);
  await expect(inpaint.start).toBeDisabled();
  await expect(diffusion.reason).toContainText('The region to fill is empty');
  await page.screenshot({ path: info.outputPath('no-region.png') });

  const segmentation = await inpaint.addSegmentation();
  await expect(diffusion.reason).toContainText('nothing drawn in it');
  await expect(inpaint.start).toBeDisabled();
  await inpaint.mark(segmentation, DISC);
  await expect(inpaint.start).toBeEnabled();
  await expect(inpaint.region).toHaveText(/Lesion \(Lesions\) – 2\.6 ml, 2 slices/);
  await expect(inpaint.facts).toContainText('From a segment: 2.6 ml on 2 slices');
  await inpaint.margin.fill('2');
  await expect(inpaint.facts).not.toContainText('2.6 ml');
  await inpaint.margin.fill('0');
  await page.screenshot({ path: info.outputPath('region.png') });

  await inpaint.start.click();
  await expect(diffusion.result).toBeVisible({ timeout: 120_000 });
  expect(await inpaint.kinds()).toEqual(['inpainted']);
  await expect(inpaint.filling).toContainText('Made anew: 2.6 ml on 2 slices');
  await expect(diffusion.result).toContainText('1 evaluation per slice');
  await expect.poll(async () => (await diffusion.viewports()).map(({ slices }) => slices)).toEqual([20, 20]);
  await expect(diffusion.tag).toContainText('AI-DERIVED – research only');
  // Opened where there is something new.
  await expect.poll(async () => (await diffusion.viewports()).every(({ slice }) => DISC.slices.includes(slice))).toBe(true);

  const { outside, inside, pixels, filled, ring } = await inpaint.change(1, DISC);
  console.log(
    `figure: filling of ${pixels} pixels: ${inside} differ inside, ${outside} outside; mean ${filled[0].toFixed(0)}, around it ${ring[0].toFixed(0)}`,
  );
  expect(outside).toBe(0);
  expect(inside).toBeGreaterThan(0.9 * pixels);
  expect(Math.abs(filled[0] / ring[0] - 1)).toBeLessThan(0.25);
  expect(filled[1]).toBeLessThan(2 * ring[1]);

  await expect(inpaint.outlines).toHaveCount(2);
  await page.screenshot({ path: info.outputPath('filled-outlined.png') });
  await inpaint.outlineToggle.uncheck();
  await expect(inpaint.outlines).toHaveCount(0);
  await page.screenshot({ path: info.outputPath('filled.png') });

  // A region that was drawn on another series than the active one.
  await inpaint.removeDrawings();
  await expect(diffusion.reason).toContainText('The region to fill is empty');
  const other = await inpaint.addSegmentation(1);
  await inpaint.mark(other, DISC);
  await expect(diffusion.reason).toContainText('on another series');
  await inpaint.removeDrawings();
  await diffusion.page.locator('[data-cy="diffusion-remove"]').click();
  await expect.poll(() => inpaint.kinds()).toEqual([]);
  expect(errors).toEqual([]);
});

test('an ellipse is filled twice, with the spread of both', async ({ diffusion, page, server }, info) => {
  const errors = watch(page);
  const inpaint = new InpaintPage(page);
  await diffusion.open(server.demo);
  await inpaint.choose();
  await inpaint.annotate(
    'PlanarFreehandROI',
    9,
    [
      [100, 100],
      [140, 100],
      [120, 140],
    ],
    false,
  );
  await expect(diffusion.reason).toContainText('is not closed');
  await inpaint.annotate('EllipticalROI', 10, [
    [128, 128.4],
    [128, 128.2],
    [128.2, 128.3],
    [128.4, 128.3],
  ]);
  await inpaint.annotate('EllipticalROI', 10, ELLIPSE);
  await expect(inpaint.start).toBeEnabled();
  await expect(inpaint.facts).toContainText('From an outline: 1.4 ml on 1 slice');
  await inpaint.plausible(2, 6);
  await inpaint.start.click();
  await expect(diffusion.result).toBeVisible({ timeout: 120_000 });
  await expect(inpaint.filling).toContainText('2 samples');
  await expect.poll(() => inpaint.kinds()).toEqual(['inpainted', 'inpainted', 'uncertainty']);
  expect(await diffusion.imageCounts()).toEqual([20, 20, 20, 20]);
  const inEllipse = { ...DISC, radius: 9.3, slices: [10] };
  for (const sample of [1, 2]) {
    const { outside, inside, pixels, filled, ring } = await inpaint.change(sample, inEllipse);
    expect(outside).toBe(0);
    expect(inside).toBeGreaterThan(0.9 * pixels);
    expect(Math.abs(filled[0] / ring[0] - 1)).toBeLessThan(0.35);
  }
  await page.screenshot({ path: info.outputPath('sample.png') });
  await page.locator('[data-cy="diffusion-sample"]').last().click();
  await expect.poll(async () => (await diffusion.viewports())[1]?.displaySet).toContain('uncertainty');
  const spread = await diffusion.pixels(1, 10);
  expect(spread[128 * 256 + 128]).toBeGreaterThan(0);
  expect(spread.filter((value, i) => value !== 0 && Math.hypot((i % 256) - 128, Math.floor(i / 256) - 128) > 9.3)).toEqual([]);
  await page.screenshot({ path: info.outputPath('spread.png') });
  // Back to the mean, of which there is one only: nothing stands in its way, not the number of fillings asked for before either.
  await page.locator('[data-cy="diffusion-inpaint-mean"]').check({ force: true });
  await expect(inpaint.start).toBeEnabled();
  expect(errors).toEqual([]);
});

test('a whole slice is refused; jobs wait for each other; leaving the mode in mid-run leaves nothing behind', async ({
  diffusion,
  page,
  server,
}) => {
  const errors = watch(page);
  const inpaint = new InpaintPage(page);
  await diffusion.open(server.demo);
  await inpaint.choose();
  const segmentation = await inpaint.addSegmentation();
  await inpaint.mark(segmentation, { ...DISC, radius: Infinity, slices: [4] });
  await expect(diffusion.reason).toContainText('slice 5 covered whole');
  await expect(inpaint.start).toBeDisabled();
  await inpaint.removeDrawings();
  await inpaint.mark(await inpaint.addSegmentation(), DISC);
  await inpaint.plausible(8, 50);
  await inpaint.start.click();
  await expect(diffusion.job).toContainText(/step [1-9]/i);
  await page.locator('[data-cy="diffusion-task-denoise"]').check({ force: true });
  await diffusion.denoise.click();
  await expect(diffusion.job).toHaveCount(2);
  await expect(diffusion.job.last()).toContainText('Waiting for the job before it');
  expect(await inpaint.kinds()).toEqual([]);
  await page.locator('[data-cy="return-to-work-list"]').click();
  await expect(diffusion.panel).toHaveCount(0);
  await page.goBack();
  await expect(diffusion.panel).toBeVisible();
  await diffusion.drawn();
  expect(await diffusion.imageCounts()).toEqual([20]);
  await expect(diffusion.job).toHaveCount(0);
  expect(errors).toEqual([]);
});

test('a CT is refused with what would be needed', async ({ derived, diffusion, page }) => {
  const inpaint = new InpaintPage(page);
  await diffusion.open(derived('phantom'));
  await inpaint.choose();
  await expect(inpaint.start).toBeDisabled();
  await expect(diffusion.reason).toContainText(/not made for this series.*modality CT.*allowed MR/);
});

test('the brush of the panel paints a region', async ({ diffusion, page, server }, info) => {
  const inpaint = new InpaintPage(page);
  await diffusion.open(server.demo);
  await inpaint.choose();
  await page.locator('[data-cy="diffusion-brush"]').click();
  await expect(diffusion.reason).toContainText('nothing drawn in it');
  await diffusion.paint(40, 10);
  await expect(inpaint.facts).toContainText(/From a segment: [\d.]+ ml on 1 slice/);
  await page.screenshot({ path: info.outputPath('brush.png') });
});
