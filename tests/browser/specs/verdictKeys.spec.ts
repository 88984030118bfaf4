import { expect, test } from '../fixture';
import { AnomalyPage } from '../pages/AnomalyPage';
import { KeepPage } from '../pages/KeepPage';
import { OverlayPage } from '../pages/OverlayPage';

test.describe.configure({ timeout: 240_000 });

/** A slice with a score; see anomaly.spec.ts. */
const SLICE = 9;

test('findings are judged by one key, wherever the focus is; after a reload the map is the same, and so are verdicts and threshold', async ({
  diffusion,
  page,
  server,
}, info) => {
  const overlay = new OverlayPage(diffusion);
  const keep = new KeepPage(diffusion);
  const anomaly = new AnomalyPage(page);
  await diffusion.open(server.flair ?? '');
  await overlay.run();
  await overlay.show();
  await overlay.slider('threshold').scrollIntoViewIfNeeded();
  await overlay.set('threshold', 2);
  await expect.poll(() => overlay.findingItems.count()).toBeGreaterThan(2);
  await expect(page.locator('[data-cy="diffusion-findings"]')).toContainText('G next, Shift+G previous; Y accept, X reject, U unsure');
  expect(new Set(await overlay.verdicts())).toEqual(new Set([null]));

  // The slider has the focus.
  await overlay.slider('threshold').focus();
  await page.keyboard.press('y');
  await expect(page.getByText('Jump to a finding first (G).')).toBeVisible();
  await page.keyboard.press('g');
  await expect(overlay.findingItems.first()).toHaveAttribute('aria-current', 'true');
  await expect(overlay.current).toBeInViewport();
  await page.keyboard.press('y');
  await expect(overlay.current).toHaveAttribute('data-verdict', 'accepted');
  await page.keyboard.press('y');
  await expect(overlay.current).not.toHaveAttribute('data-verdict', /./);
  await page.keyboard.press('u');

  // A viewport has it.
  await page.locator('[data-cy="viewport-pane"]').first().click();
  await page.keyboard.press('g');
  await page.keyboard.press('x');
  await expect(overlay.findingItems.nth(1)).toHaveAttribute('data-verdict', 'rejected');
  await page.keyboard.press('Shift+G');
  await expect(overlay.findingItems.first()).toHaveAttribute('aria-current', 'true');
  // One ring, about the finding at hand.
  await expect(page.locator('[data-cy="viewport-pane"]').first().locator('[data-cy="diffusion-ring"]')).toHaveCount(1);
  await page.screenshot({ path: info.outputPath('judged.png') });

  // A button of the list: arrows go from one to the next, and no slice is turned.
  const slices = async () => (await diffusion.viewports()).map(({ slice }) => slice);
  const before = await slices();
  await overlay.findings.first().focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect(overlay.findings.nth(2)).toBeFocused();
  await page.keyboard.press('y');
  await expect(overlay.findingItems.nth(2)).toHaveAttribute('data-verdict', 'accepted');
  expect(await slices()).toEqual(before);

  // A letter in a comment is a letter.
  const item = overlay.findingItems.nth(2);
  await item.locator('summary').click();
  await item.locator('[data-cy="diffusion-finding-comment"]').pressSequentially('xyug');
  await expect(item).toHaveAttribute('data-verdict', 'accepted');
  const verdicts = await overlay.verdicts();
  expect(verdicts.slice(0, 4)).toEqual(['unsure', 'rejected', 'accepted', ...verdicts.slice(3, 4)]);
  const score = await anomaly.map('score', SLICE);
  expect(Math.max(...score)).toBeGreaterThan(1);
  await page.waitForTimeout(1_000);

  expect(await keep.reload('leave')).toEqual(['beforeunload']);
  await expect(keep.items).toContainText('3 findings judged');
  await keep.restore.click();
  await expect(diffusion.result).toHaveCount(1, { timeout: 150_000 });
  await expect(keep.kept).toHaveCount(0);
  await expect(page.locator('[data-cy="diffusion-findings"]')).toHaveAttribute('data-threshold', '2');
  await expect.poll(() => overlay.verdicts()).toEqual(verdicts);
  await expect(item.locator('[data-cy="diffusion-finding-comment"]')).toHaveValue('xyug');
  expect(await anomaly.map('score', SLICE)).toEqual(score);
  await expect(page.locator('[data-cy="diffusion-differing"]')).toHaveCount(0);
  await page.screenshot({ path: info.outputPath('made-again.png') });
});
