import type { Locator } from '@playwright/test';
import { expect } from '../browser/fixture';
import { AnomalyPage } from '../browser/pages/AnomalyPage';
import { ComparePage } from '../browser/pages/ComparePage';
import type { DiffusionPage } from '../browser/pages/DiffusionPage';
import { InpaintPage } from '../browser/pages/InpaintPage';
import { OverlayPage } from '../browser/pages/OverlayPage';
import { SwipePage } from '../browser/pages/SwipePage';
import type { Camera } from './camera';

/** Who follows docs/guide.md: the clicks of its three parts, each on the series on screen, each leaving nothing behind. */
export interface Walk {
  diffusion: DiffusionPage;
  shot: Camera;
}

/** Where the sum of both scores begins to be coloured: below its start, at which hardly anything is. */
export const SUM_FROM = 3.6;
/** A run on a busy computer. */
const PATIENCE = { timeout: 900_000 };

/** Waits for what a click makes, or for the message that comes in its place, which is dismissed and returned. */
async function problem({ page, error }: DiffusionPage, made: Locator): Promise<string> {
  await expect(made.or(error).first()).toBeVisible(PATIENCE);
  if ((await error.count()) === 0) return '';
  const text = await error.first().innerText();
  await page.locator('[data-cy="diffusion-dismiss"]').click();
  return text;
}

/** Turns the wheel to the slice in the middle, where there is something to see. */
export async function toTheMiddle(diffusion: DiffusionPage): Promise<void> {
  await expect(async () => {
    const [shown = { slice: 0, slices: 1 }] = await diffusion.viewports();
    const left = (shown.slices >> 1) - shown.slice;
    if (left !== 0) await diffusion.scroll(120 * Math.sign(left));
    expect(left).toBe(0);
  }).toPass({ intervals: [150], timeout: 120_000 });
}

/** Each part returns what the reader was told in the way: a problem, or doubts to confirm; '' where all went straight. */
export async function denoise({ diffusion, shot }: Walk): Promise<string> {
  const { page, panel, result } = diffusion;
  const compare = new ComparePage(page);
  await shot('open');
  await page.locator('[data-cy="diffusion-card"]').click();
  await shot('card', page.locator('[data-cy="diffusion-card-dialog"]'));
  await page.keyboard.press('Escape');
  await diffusion.denoise.click();
  const told = await problem(diffusion, result);
  if (told) return told;
  await compare.blend.fill('0.75');
  await compare.measures.waitFor();
  await compare.blend.scrollIntoViewIfNeeded();
  await shot('denoise');
  await new SwipePage(page).toggle.click();
  await expect(new SwipePage(page).grip).toBeVisible();
  await shot('swipe');
  await page.keyboard.press('Escape');
  await compare.layout('planes').click();
  await shot('planes');
  await panel.locator('[data-cy="diffusion-remove"]').click();
  return '';
}

export async function uncertainty({ diffusion, shot }: Walk): Promise<string> {
  const { page, panel, result } = diffusion;
  const compare = new ComparePage(page);
  await compare.samples(2);
  await compare.propose.click();
  await diffusion.steps(2);
  await diffusion.denoise.click();
  const told = await problem(diffusion, result);
  if (told) return told;
  await compare.layout('four').click();
  await compare.layout('four').scrollIntoViewIfNeeded();
  await shot('four');
  await panel.locator('[data-cy="diffusion-remove"]').click();
  return '';
}

export async function inpaint({ diffusion, shot }: Walk): Promise<string> {
  const { page, panel, result } = diffusion;
  const tab = new InpaintPage(page);
  await tab.choose();
  await page.locator('[data-cy="diffusion-ellipse"]').click();
  await diffusion.paint(40, 30);
  await expect(tab.start).toBeEnabled();
  await shot('region');
  await tab.start.click();
  const told = await problem(diffusion, result);
  if (told) return told;
  await shot('inpaint');
  await panel.locator('[data-cy="diffusion-remove"]').click();
  return '';
}

/** To the first finding, where there is one. */
async function jump(overlay: OverlayPage): Promise<void> {
  // The list follows the threshold when that has rested.
  await overlay.diffusion.page.waitForTimeout(500);
  if ((await overlay.findings.count()) > 0) await overlay.findings.first().click();
}

export async function anomaly({ diffusion, shot }: Walk): Promise<string> {
  const { page, panel, result } = diffusion;
  const tab = new AnomalyPage(page);
  const overlay = new OverlayPage(diffusion);
  const compare = new ComparePage(page);
  await tab.tab.check({ force: true });
  await expect(tab.checkBrain).toBeVisible();
  const doubts = (await tab.doubts.count()) > 0 ? await tab.doubts.innerText() : '';
  if (doubts) await tab.confirm.check();
  await tab.checkBrain.click();
  const told = await problem(diffusion, tab.removeBrain);
  if (told) return `${doubts} ${told}`;
  await shot('brain-mask');
  await tab.start.click();
  await expect(result).toBeVisible(PATIENCE);
  await tab.removeBrain.click();
  await overlay.show();
  await shot('score');
  const sum = page.locator('[data-cy="diffusion-colour-sum"]');
  // Not every model has a second score.
  if ((await sum.count()) > 0) {
    await sum.click();
    await expect(overlay.map).toHaveValue('sum');
    await overlay.set('threshold', SUM_FROM);
  }
  await compare.layout('anomaly').click();
  await jump(overlay);
  await shot('anomaly-four');
  await overlay.planes.click();
  await jump(overlay);
  if ((await overlay.findings.count()) > 0) await panel.locator('[data-cy="diffusion-finding-item"] summary').first().click();
  await page.locator('[data-cy="diffusion-finding-comment"]').first().scrollIntoViewIfNeeded();
  await shot('findings');
  await panel.locator('[data-cy="diffusion-remove"]').click();
  return doubts;
}
