import { expect, test as base } from '../fixture';
import { ShellPage } from '../pages/ShellPage';

const test = base.extend<{ shell: ShellPage }>({
  shell: async ({ page }, use) => {
    await use(new ShellPage(page));
  },
});

/** Two studies in one viewer: three slices of MR, three of CT. */
const two = (derived: (name: 'short' | 'phantom') => string) => `${derived('short')},${derived('phantom').split('=')[1] ?? ''}`;

test('two jobs: order, times, cancel all, and what was finished is kept', async ({ derived, shell, page }, info) => {
  await shell.open(two(derived));
  await expect(shell.thumbnails).toHaveCount(2);
  const [first, second] = await shell.sets();
  await shell.run('denoise', { displaySetInstanceUID: first?.uid, settings: { steps: 40 } });
  await expect(shell.job).toHaveCount(1);
  await shell.run('denoise', { displaySetInstanceUID: second?.uid, settings: { steps: 40 } });
  await expect(shell.job).toHaveCount(2);
  await expect(shell.hint).toContainText('Queued behind 1 job');
  await expect(shell.job.first()).toHaveAttribute('data-state', 'running');
  await expect(shell.job.nth(1)).toHaveAttribute('data-state', 'pending');
  await expect(shell.job.nth(1)).toContainText('Waiting for the job before it');
  await expect(shell.job.first()).toContainText(/slice 2 of 3, step/i, { timeout: 120_000 });
  await expect(shell.job.nth(1).locator('[data-cy="diffusion-time-left"]')).toContainText(/about|almost/);
  await page.screenshot({ path: info.outputPath('queue.png') });
  await shell.cancelAll.click();
  await expect(shell.job).toHaveCount(1);
  await expect(shell.keep).toContainText(/Keep [12] finished slice/);
  await shell.keep.click();
  await expect(shell.result).toContainText(/PARTIAL/);
  await expect(shell.job).toHaveCount(0);
  expect((await shell.sets()).map(({ ours }) => ours)).toEqual([false, false, true]);
  expect(shell.troubles).toEqual([]);
});

test('a change of layout in mid-run disturbs neither the run nor the viewer', async ({ derived, shell }) => {
  await shell.open(derived('short'));
  await shell.steps(8);
  await shell.denoise.click();
  await expect(shell.job).toContainText(/slice 1 of 3, step [2-8]/i, { timeout: 120_000 });
  await shell.grid(2, 2);
  await shell.grid(1, 1);
  await expect(shell.result).toBeVisible({ timeout: 150_000 });
  await expect.poll(async () => (await shell.viewports()).map((v) => v.slices)).toEqual([3, 3]);
  expect((await shell.sets()).map(({ ours }) => ours)).toEqual([false, true]);
  expect(shell.troubles).toEqual([]);
});

test('closing the study in mid-run leaves nothing behind, and the next visit works', async ({ derived, shell, page }) => {
  await shell.open(derived('short'));
  await shell.steps(50);
  await shell.denoise.click();
  await expect(shell.job).toContainText(/slice 1 of 3, step [2-9]/i, { timeout: 120_000 });
  await page.locator('[data-cy="return-to-work-list"]').click();
  await expect(shell.panel).toHaveCount(0);
  await page.waitForTimeout(3000);
  await page.goBack();
  await expect(shell.panel).toBeVisible();
  await shell.drawn();
  await expect(shell.job).toHaveCount(0);
  await expect(shell.result).toHaveCount(0);
  expect((await shell.sets()).map(({ ours }) => ours)).toEqual([false]);
  await shell.steps(1);
  await shell.denoise.click();
  await expect(shell.result).toBeVisible({ timeout: 150_000 });
  expect((await shell.sets()).map(({ ours }) => ours)).toEqual([false, true]);
  expect(shell.troubles).toEqual([]);
});
