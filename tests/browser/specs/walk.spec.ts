import { expect, test } from '../fixture';
import { ComparePage } from '../pages/ComparePage';

/** What following docs/guide.md has brought up. */
test('three planes begin at the slice that was on screen, counted from whichever end', async ({ diffusion, page, derived }) => {
  await diffusion.open(derived('short'));
  const compare = new ComparePage(page);
  await diffusion.denoise.click();
  await expect(diffusion.result).toBeVisible({ timeout: 150_000 });
  await expect.poll(async () => (await compare.places().catch(() => [])).length).toBe(2);
  const [before] = await compare.places();
  // Both pictures say which side is which, and which image they are.
  await expect
    .poll(() => compare.letters())
    .toEqual([
      { image: 11, side: 'R' },
      { image: 11, side: 'R' },
    ]);
  expect((await diffusion.viewports())[0]?.slice).toBe(0);
  await compare.layout('planes').click();
  await expect.poll(async () => (await compare.places().catch(() => []))[0]).toEqual(before);
  await page.waitForTimeout(1_000);
  expect((await compare.places())[0]).toEqual(before);
  // The viewer itself would name the image at the other end.
  expect((await compare.letters()).map(({ image }) => image)).toEqual([11, undefined, undefined]);
});
