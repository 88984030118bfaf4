import { expect, test as base } from '../fixture';
import { InpaintPage } from '../pages/InpaintPage';
import { KeepPage } from '../pages/KeepPage';
import { ShellPage } from '../pages/ShellPage';

const test = base.extend<{ keep: KeepPage; shell: ShellPage }>({
  shell: async ({ page }, use) => {
    await use(new ShellPage(page));
  },
  keep: async ({ shell }, use) => {
    await use(new KeepPage(shell));
  },
});

test.describe.configure({ timeout: 240_000 });

test('unfiled work survives a reload: the same pixels, and what was said is back on them; discard clears it', async ({
  derived,
  keep,
  shell,
  page,
}, info) => {
  await shell.open(derived('short'));
  // Nothing to lose: nobody asks.
  await page.locator('[data-cy="viewport-pane"]').first().click();
  expect(await keep.reload('leave')).toEqual([]);
  await expect(keep.kept).toHaveCount(0);

  await shell.steps(3);
  await shell.choose('sampler', 'euler-ancestral');
  await page.locator('input[data-cy="diffusion-seed"], [data-cy="diffusion-seed"] input').first().fill('77');
  await shell.denoise.click();
  await expect(shell.result).toHaveCount(1, { timeout: 150_000 });
  await expect(shell.result).toContainText(/denoised · 3 steps · \d\d:\d\d/);
  await expect.poll(async () => (await shell.viewports()).length).toBe(2);
  await expect(keep.unfiled).toBeVisible();
  await expect.poll(async () => (await keep.listed()).at(-1)).toMatch(/● denoised · 3 steps/);
  await keep.verdict(page, 'result', 'reject').click();
  await keep.comment.fill('grain in the cerebellum');
  await page.locator('[data-cy="diffusion-blend"]').fill('0.5');
  await expect(page.locator('[data-cy="diffusion-blend-value"]')).toHaveText('Low');
  await page.waitForTimeout(1_000);
  const before = [await shell.pixels(1, 0), await shell.pixels(1, 2)];
  await page.screenshot({ path: info.outputPath('unfiled.png') });

  expect(await keep.reload('stay')).toEqual(['beforeunload']);
  await expect(shell.result).toHaveCount(1);
  const identifiers = await shell.identifiers();
  expect(await keep.reload('leave')).toEqual(['beforeunload']);
  await expect(keep.items).toHaveCount(1);
  await expect(keep.items).toContainText(/denoised · 3 steps · \d\d:\d\d · FSE PD AXIAL OBL/);
  await expect(keep.items).toContainText('Reject – grain in the cerebellum');
  const stored = await keep.stored();
  expect(stored).toContain('"seed":77');
  expect(identifiers.length).toBeGreaterThan(3);
  for (const identifier of identifiers) expect(stored).not.toContain(identifier);
  expect(stored.length).toBeLessThan(2_000);
  await page.screenshot({ path: info.outputPath('offered.png') });

  await keep.restore.click();
  await expect(shell.result).toHaveCount(1, { timeout: 150_000 });
  await expect(keep.kept).toHaveCount(0);
  await expect(keep.review).toHaveAttribute('data-verdict', 'rejected');
  await expect(keep.comment).toHaveValue('grain in the cerebellum');
  await expect(page.locator('[data-cy="diffusion-blend-value"]')).toHaveText('Low');
  await expect.poll(async () => (await shell.viewports()).length).toBe(2);
  await expect.poll(async () => [await shell.pixels(1, 0), await shell.pixels(1, 2)]).toEqual(before);
  await expect(page.locator('[data-cy="diffusion-differing"]')).toHaveCount(0);
  await page.screenshot({ path: info.outputPath('made-again.png') });

  expect(await keep.reload('leave')).toEqual(['beforeunload']);
  await expect(keep.items).toHaveCount(1);
  await keep.discard.click();
  await expect(keep.kept).toHaveCount(0);
  expect(await keep.stored()).toBe('');
  expect(await keep.reload('leave')).toEqual([]);
  expect(shell.troubles).toEqual([]);
});

test('the way back to the list of studies is held as long as something would be lost, by arrow and by the browser’s back', async ({
  derived,
  keep,
  shell,
  page,
}, info) => {
  const address = derived('short');
  await page.goto(new URL('/', address).href);
  await expect(page.getByText('Study List', { exact: true })).toBeVisible();
  // As a click in the list does: within the page.
  const { pathname, search } = new URL(address);
  await page.evaluate((path) => {
    history.pushState({ idx: 1, key: 'k', usr: null }, '', path);
    window.dispatchEvent(new PopStateEvent('popstate', { state: history.state as object }));
  }, pathname + search);
  await keep.there();
  // Nothing to lose yet.
  await keep.back.click();
  await expect(shell.panel).toHaveCount(0);
  await page.goBack();
  await keep.there();

  await shell.denoise.click();
  await expect(shell.result).toHaveCount(1, { timeout: 150_000 });
  await expect(keep.unfiled).toBeVisible();
  await keep.back.click();
  await expect(keep.leave).toContainText(/denoised · \d\d:\d\d/);
  await expect(keep.stay).toBeFocused();
  await page.screenshot({ path: info.outputPath('leave.png') });
  await keep.stay.click();
  await expect(keep.leave).toHaveCount(0);
  await expect(shell.result).toHaveCount(1);

  await page.goBack();
  await expect(keep.leave).toBeVisible();
  await expect(shell.result).toHaveCount(1);
  expect(new URL(page.url()).pathname).toBe(pathname);
  await page.keyboard.press('Escape');
  await expect(keep.leave).toHaveCount(0);

  await keep.back.click();
  await keep.go.click();
  await expect(shell.panel).toHaveCount(0);
  expect(new URL(page.url()).pathname).toBe('/');
  await page.goBack();
  await keep.there();
  await expect(keep.items).toHaveCount(1);
  await keep.restore.click();
  await expect(shell.result).toHaveCount(1, { timeout: 150_000 });
  await page.goBack();
  await keep.go.click();
  await expect(shell.panel).toHaveCount(0);
  expect(shell.troubles).toEqual([]);
});

test('a filling is pixels of a hand: after a reload its words are there, and nobody offers to make it again', async ({
  derived,
  keep,
  shell,
  page,
}, info) => {
  // In German, which has the longest words.
  await page.addInitScript(() => localStorage.setItem('i18nextLng', 'de'));
  const inpaint = new InpaintPage(page);
  await shell.open(derived('short'));
  await inpaint.choose();
  await inpaint.annotate('EllipticalROI', 1, [
    [128, 140],
    [128, 116],
    [116, 128],
    [140, 128],
  ]);
  await expect(inpaint.start).toBeEnabled();
  await inpaint.start.click();
  await expect(shell.result).toHaveCount(1, { timeout: 150_000 });
  await keep.verdict(page, 'result', 'unsure').click();
  await keep.comment.fill('Rand zu hell');
  await page.locator('[data-cy="diffusion-task-denoise"]').check({ force: true });
  await shell.denoise.click();
  await expect(shell.result).toHaveCount(2, { timeout: 150_000 });
  await keep.back.click();
  await expect(keep.leave).toContainText('von Hand gezeichnet');
  await page.screenshot({ path: info.outputPath('leave-de.png') });
  await page.keyboard.press('Escape');
  await page.waitForTimeout(1_000);
  await keep.reload('leave');
  await expect(keep.items).toHaveCount(2);
  await expect(keep.items.first()).toHaveAttribute('data-problem', 'region');
  await expect(keep.items.first()).toContainText('Unsicher – Rand zu hell');
  await expect(keep.items.last()).not.toHaveAttribute('data-problem', /./);
  await page.screenshot({ path: info.outputPath('offered-de.png') });
  await keep.restore.click();
  await expect(shell.result).toHaveCount(1, { timeout: 150_000 });
  await expect(keep.items).toHaveCount(1);
  await expect(keep.restore).toHaveCount(0);
  await keep.discard.click();
  await expect(keep.kept).toHaveCount(0);
});
