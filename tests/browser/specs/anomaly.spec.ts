import { expect, test } from '../fixture';
import { AnomalyPage } from '../pages/AnomalyPage';

/** What `ohif-diffusion anomaly --input viewer/demo/flair` finds: the largest score, and its slice from the top. */
const PEAK = { score: 4.332, slice: 8 };
const SLICES = 33;
const MAPS = ['score', 'healthy', 'brightness', 'sum'];

test.describe.configure({ timeout: 300_000 });

test('a FLAIR: cancel leaves nothing; the mask is looked at and corrected; the maps are the engine’s', async ({
  diffusion,
  page,
  server,
}, info) => {
  const anomaly = new AnomalyPage(page);
  await diffusion.open(server.flair ?? '');
  await anomaly.tab.click({ force: true });
  await expect(anomaly.doubts).toHaveCount(0);

  await anomaly.start.click();
  await expect(diffusion.job).toContainText(/finding the brain|running|slice \d/i, { timeout: 60_000 });
  await diffusion.cancel.click();
  await diffusion.discard.click({ timeout: 60_000 });
  await expect(diffusion.job).toHaveCount(0);
  expect(await diffusion.imageCounts()).toEqual([SLICES]);

  await anomaly.checkBrain.click();
  await expect(anomaly.brain).toHaveAttribute('data-shown', 'true', { timeout: 60_000 });
  await expect(anomaly.brain).toContainText(/1[34]\d\d ml/);
  const kinds = async () => (await anomaly.sets()).map(({ kind }) => kind);
  expect(await kinds()).toEqual(['source', 'segmentation']);
  const before = (await anomaly.labels(PEAK.slice)) ?? [];
  const inside = before.filter(Boolean).length;
  expect(inside).toBeGreaterThan(5_000);
  await page.waitForTimeout(500);
  await page.screenshot({ path: info.outputPath('brain-mask.png') });
  const other = 15;
  await anomaly.eraseUpperHalf(other);

  await anomaly.start.click();
  await expect(diffusion.result).toBeVisible({ timeout: 150_000 });
  expect((await kinds()).sort()).toEqual(['source', 'segmentation', ...MAPS].sort());
  expect(new Set((await anomaly.sets()).map(({ images }) => images))).toEqual(new Set([SLICES]));
  await expect(anomaly.facts).toContainText('one healthy voxel in 22 000');
  await expect(anomaly.facts).toContainText(`slice ${PEAK.slice + 1}`);
  await expect(anomaly.facts).toContainText('corrected by the reader');

  const score = await anomaly.map('score', PEAK.slice);
  expect(Math.abs(Math.max(...score) - PEAK.score)).toBeLessThan(0.01);
  expect(score.filter((value, i) => before[i] === 0 && value !== 0)).toEqual([]);
  const [brightness, sum] = [await anomaly.map('brightness', PEAK.slice), await anomaly.map('sum', PEAK.slice)];
  expect(Math.max(...sum.map((value, i) => Math.abs(value - (score[i] ?? 0) - (brightness[i] ?? 0))))).toBeLessThan(1e-4);
  // What the reader erased has no score, and the pseudo-healthy picture is the source there.
  const erased = await anomaly.map('score', other);
  const half = erased.length >> 1;
  expect(Math.max(...erased.slice(0, half))).toBe(0);
  expect(Math.max(...erased.slice(half))).toBeGreaterThan(0.3);
  const [source, healthy] = [await anomaly.map('source', other), await anomaly.map('healthy', other)];
  expect(healthy.slice(0, half)).toEqual(source.slice(0, half));
  await page.waitForTimeout(1_500);
  await page.screenshot({ path: info.outputPath('anomaly-map.png') });
  // No orphans: the mask goes, then the maps.
  await anomaly.removeBrain.click();
  expect((await kinds()).sort()).toEqual(['source', ...MAPS].sort());
  await diffusion.result.locator('[data-cy="diffusion-remove"]').click();
  await expect.poll(kinds).toEqual(['source']);
});

test('a proton density series must be confirmed, and its map is marked', async ({ diffusion, page, server }, info) => {
  const anomaly = new AnomalyPage(page);
  await diffusion.open(server.demo);
  await anomaly.tab.click({ force: true });
  await expect(anomaly.doubts).toContainText('does not name the contrast that the model reads (allowed FLAIR');
  await expect(anomaly.start).toBeDisabled();
  await page.screenshot({ path: info.outputPath('confirm.png') });
  await anomaly.confirm.check();
  await expect(anomaly.start).toBeEnabled();
  await anomaly.start.click();
  await expect(diffusion.result).toBeVisible({ timeout: 150_000 });
  await expect(diffusion.result).toContainText('The grey levels are not those that the model was trained on');
  await expect(diffusion.result).toContainText('18 of 20 slices have a score');
  const maps = (await anomaly.sets()).filter(({ kind }) => kind !== 'source');
  expect(maps.map(({ kind, outside }) => [kind, outside])).toEqual(MAPS.map((kind) => [kind, true]));
  expect(maps[0]?.derivation).toContain('OUT OF DOMAIN');
  await expect(diffusion.tag.first()).toContainText('OUT OF DOMAIN');
  await page.screenshot({ path: info.outputPath('out-of-domain.png') });
  await expect(async () => {
    await diffusion.scroll(120);
    await expect(diffusion.tag.first()).toContainText('NOT COVERED', { timeout: 500 });
  }).toPass({ timeout: 60_000 });
  await page.screenshot({ path: info.outputPath('not-covered.png') });
});

test('a CT is refused', async ({ derived, diffusion, page }) => {
  const anomaly = new AnomalyPage(page);
  await diffusion.open(derived('phantom'));
  await anomaly.tab.click({ force: true });
  await expect(anomaly.start).toBeDisabled();
  await expect(diffusion.reason).toContainText(/not made for this series.*CT/);
});
