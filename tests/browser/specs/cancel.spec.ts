import { expect, test } from '../fixture';

test('cancel in the middle, then keep: a partial result, marked', async ({ diffusion, server }) => {
  await diffusion.open(server.demo);
  // Long enough that the job cannot end between the look and the click, on any machine. ("Reading slice 2 of 20" comes before.)
  await diffusion.steps(8);
  await diffusion.denoise.click();
  await expect(diffusion.job).toContainText(/slice [2-9] of 20, step/i);
  await diffusion.cancel.click();
  await expect(diffusion.keep).toBeVisible();
  expect(await diffusion.imageCounts()).toEqual([20]);
  await diffusion.keep.click();
  await expect(diffusion.result).toContainText(/partial/i);
  expect(await diffusion.imageCounts()).toEqual([20, 20]);
  await expect.poll(async () => (await diffusion.viewports())[1]?.displaySet).toContain('PARTIAL');
  await expect(diffusion.tag).toContainText('PARTIAL');
});

test('cancel, then discard: nothing is added and the next run may start', async ({ diffusion, server }) => {
  await diffusion.open(server.demo);
  // Long enough that the job cannot end between the look and the click, on any machine. ("Reading slice 2 of 20" comes before.)
  await diffusion.steps(8);
  await diffusion.denoise.click();
  await expect(diffusion.job).toContainText(/slice [2-9] of 20, step/i);
  await diffusion.cancel.click();
  await diffusion.discard.click();
  await expect(diffusion.job).toHaveCount(0);
  expect(await diffusion.imageCounts()).toEqual([20]);
  await expect(diffusion.denoise).toBeEnabled();
});

test('a double click starts one job', async ({ diffusion, server }) => {
  await diffusion.open(server.demo);
  await diffusion.denoise.dblclick();
  await expect(diffusion.job).toHaveCount(1);
  await diffusion.page.evaluate(() => {
    const { commandsManager } = window as unknown as { commandsManager: { run(name: string): unknown } };
    commandsManager.run('denoise');
  });
  await expect(diffusion.job).toHaveCount(1);
  await expect(diffusion.result).toBeVisible({ timeout: 150_000 });
  await expect(diffusion.result).toHaveCount(1);
  expect(await diffusion.imageCounts()).toEqual([20, 20]);
});

test('a reload during a run leaves nothing behind', async ({ diffusion, server }) => {
  await diffusion.open(server.demo);
  await diffusion.denoise.click();
  await expect(diffusion.job).toBeVisible();
  await diffusion.open(server.demo);
  expect(await diffusion.imageCounts()).toEqual([20]);
  await expect(diffusion.job).toHaveCount(0);
  await diffusion.denoise.click();
  await expect(diffusion.result).toBeVisible({ timeout: 150_000 });
});
