import { expect, test } from '../fixture';
import { ComparePage } from '../pages/ComparePage';
import type { DiffusionPage } from '../pages/DiffusionPage';

/** Series of the viewports, once all have their images. */
const shown = async (diffusion: DiffusionPage) =>
  (await diffusion.viewports().catch(() => [])).filter(({ slices }) => slices > 0).map(({ displaySet }) => displaySet);

test('a layout chosen in mid-run stays, the one in use is marked, and a result on screen alone stops no task', async ({
  diffusion,
  page,
  derived,
}, info) => {
  test.setTimeout(400_000);
  const compare = new ComparePage(page);
  const pressed = async (id: string) => (await compare.layout(id).first().getAttribute('aria-pressed')) === 'true';
  await diffusion.open(derived('short'));
  const series = page.locator('[data-cy="diffusion-series"]');
  const source = (await series.textContent()) ?? '';
  await diffusion.denoise.click();
  await expect(diffusion.result).toBeVisible({ timeout: 150_000 });
  await expect.poll(async () => (await shown(diffusion)).length).toBe(2);
  await expect.poll(() => pressed('pair')).toBe(true);

  await compare.layout('planes').click();
  await expect.poll(async () => (await shown(diffusion)).length).toBe(3);
  await expect.poll(() => pressed('planes')).toBe(true);
  expect(await pressed('pair')).toBe(false);
  // No pane shows the source: the task is done on it all the same, and the panel says on what.
  await expect(series).toHaveText(source);
  await expect(diffusion.denoise).toBeEnabled();
  await page.screenshot({ path: info.outputPath('planes.png') });

  // Beside its source a result is one of two that the reader can choose from.
  await compare.layout('pair').click();
  await expect.poll(async () => (await shown(diffusion)).length).toBe(2);
  await page.locator('[data-cy="diffusion-swipe"]').click();
  await expect(page.locator('[data-cy="diffusion-swipe"]')).toHaveAttribute('aria-pressed', 'true');
  await expect(diffusion.denoise).toBeEnabled();
  await page.locator('[data-cy="diffusion-swipe"]').click();
  await expect.poll(() => pressed('pair')).toBe(true);

  // While a run with many steps goes on the reader opens another layout of what is there already.
  await diffusion.steps(20);
  await compare.layout('planes').click();
  await expect.poll(async () => (await shown(diffusion)).length).toBe(3);
  await diffusion.denoise.click();
  await expect(diffusion.job).toHaveAttribute('data-state', 'running');
  await compare.layout('three').click();
  await expect.poll(async () => (await shown(diffusion)).length).toBe(3);
  await expect.poll(() => pressed('three')).toBe(true);
  const before = await shown(diffusion);
  await expect(diffusion.result).toHaveCount(2, { timeout: 300_000 });
  await page.waitForTimeout(1_500);
  expect(await shown(diffusion)).toEqual(before);
  await page.screenshot({ path: info.outputPath('kept.png') });
});

test('with the further settings open the progress is brought into view, whatever started the run', async ({
  diffusion,
  page,
  server,
}, info) => {
  await page.setViewportSize({ width: 1280, height: 640 });
  await diffusion.open(server.demo);
  await diffusion.steps(20);
  await page.locator('.diffusion-root').evaluate((panel) => panel.scrollTo(0, 0));
  await page.locator('[data-cy="diffusion-advanced"] summary').focus();
  await page.keyboard.press('Shift+D');
  await expect(diffusion.job).toHaveAttribute('data-state', 'running');
  await expect(diffusion.job.locator('[role="progressbar"]')).toBeInViewport();
  await page.screenshot({ path: info.outputPath('progress.png') });
  await diffusion.cancel.click();
  await expect(diffusion.job).toHaveAttribute('data-state', 'cancelled', { timeout: 60_000 });
});
