import type { Page } from '@playwright/test';
import { expect, test } from '../fixture';
import { AnomalyPage } from '../pages/AnomalyPage';
import { InpaintPage } from '../pages/InpaintPage';
import { OverlayPage } from '../pages/OverlayPage';
import { aroundPeak, RegionsPage } from '../pages/RegionsPage';

/** What went wrong without anybody being told. */
function watch(page: Page): string[] {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  return errors;
}

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
  // A lesion is bright on FLAIR; what is put in its place is not.
  expect(found.after).toBeLessThan(found.before);
  await expect.poll(async () => (await diffusion.viewports()).every(({ slice }) => String(slice) in finding)).toBe(true);
  await overlay.settled();
  await page.screenshot({ path: info.outputPath('finding-filled.png') });
  expect(errors).toEqual([]);
});
