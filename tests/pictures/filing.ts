import { expect } from '../browser/fixture';
import { FilingPage } from '../browser/pages/FilingPage';
import { FoundPage } from '../browser/pages/FoundPage';
import { KeepPage } from '../browser/pages/KeepPage';
import { OverlayPage } from '../browser/pages/OverlayPage';
import { SUM_FROM, type Walk } from './steps';

/** A run, and a filing, on a busy computer. */
const PATIENCE = { timeout: 900_000 };
const SENT = { timeout: 120_000 };

/** What the first reader says: keys on the findings, and a comment on the strongest. */
const FIRST = ['y', 'y', 'x'];
const COMMENT = 'periventricular plaque';

/** An anomaly map with a verdict on its strongest findings. */
export async function review({ diffusion }: Walk): Promise<void> {
  const { page } = diffusion;
  const overlay = new OverlayPage(diffusion);
  await overlay.run();
  await overlay.show();
  await page.locator('[data-cy="diffusion-colour-sum"]').click();
  await expect(overlay.map).toHaveValue('sum');
  await overlay.set('threshold', SUM_FROM);
  await expect.poll(() => overlay.findingItems.count()).toBeGreaterThanOrEqual(FIRST.length);
  for (const key of FIRST) {
    await page.keyboard.press('g');
    await page.keyboard.press(key);
  }
  await expect.poll(async () => (await overlay.verdicts()).slice(0, FIRST.length)).toEqual(['accepted', 'accepted', 'rejected']);
  await overlay.findingItems.first().locator('summary').click();
  await page.locator('[data-cy="diffusion-finding-comment"]').first().fill(COMMENT);
  await overlay.findings.first().click();
}

/** What is not filed, as a reader meets it: the dot, the question on leaving, and after a reload the offer, which is taken. */
export async function unfiled({ diffusion, shot }: Walk): Promise<void> {
  const keep = new KeepPage(diffusion);
  await new FilingPage(diffusion.page).button.scrollIntoViewIfNeeded();
  await shot('unfiled');
  await keep.back.click();
  await shot('leave', keep.leave);
  await keep.stay.click();
  // Kept for the tab a moment after the last word.
  await diffusion.page.waitForTimeout(1_000);
  await keep.reload('leave');
  await expect(keep.items).toHaveCount(1);
  await shot('offer', keep.kept);
  await keep.restore.click();
  await expect(diffusion.result).toHaveCount(1, PATIENCE);
  await expect(keep.kept).toHaveCount(0);
}

/** The preview; then on its way, until all of it is in the archive. */
export async function file({ diffusion, shot }: Walk): Promise<void> {
  const filing = new FilingPage(diffusion.page);
  await filing.open();
  await shot('preview', filing.dialog);
  await filing.confirm.click();
  await expect(filing.done).toBeVisible(SENT);
  await filing.close.click();
  await expect(filing.filed).toBeVisible();
}

/** Somebody else, somewhere else: finds it, goes to its first finding, opens it and files another verdict, which is a new report alone. */
export async function secondReader({ diffusion, shot }: Walk): Promise<void> {
  const { page } = diffusion;
  const [found, filing, overlay] = [new FoundPage(page), new FilingPage(page), new OverlayPage(diffusion)];
  const card = found.cards.first();
  await expect(found.of(card, 'jump').first()).toContainText('slice');
  await found.of(card, 'jump').first().click();
  await found.section.evaluate((section) => section.scrollIntoView());
  await shot('found');
  await found.of(card, 'open').click();
  await expect(diffusion.result).toBeVisible(SENT);
  await overlay.show();
  await expect.poll(() => overlay.verdicts()).toContain('accepted');
  await page.keyboard.press('g');
  await page.keyboard.press('u');
  await expect(overlay.findingItems.first()).toHaveAttribute('data-verdict', 'unsure');
  await shot('changed', page.locator('[data-cy="diffusion-filing"]'));
  await filing.open();
  expect((await filing.rows()).map(({ role, objects }) => [role, objects])).toEqual([['report', 1]]);
  await filing.confirm.click();
  await expect(filing.done).toBeVisible(SENT);
}
