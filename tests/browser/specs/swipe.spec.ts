import { expect, test as base } from '../fixture';
import { ComparePage } from '../pages/ComparePage';
import type { DiffusionPage } from '../pages/DiffusionPage';
import { SwipePage } from '../pages/SwipePage';

/** Exceptions of the page, and errors on its console: none in any of these tests. */
const test = base.extend<{ swipe: SwipePage; compare: ComparePage }>({
  swipe: async ({ page }, use) => {
    const troubles: string[] = [];
    page.on('pageerror', (error) => troubles.push(`exception: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error') troubles.push(`console: ${message.text()}`);
    });
    await use(new SwipePage(page));
    expect(troubles).toEqual([]);
  },
  compare: async ({ page }, use) => {
    await use(new ComparePage(page));
  },
});

const shows = (diffusion: DiffusionPage, count: number) =>
  expect.poll(async () => (await diffusion.viewports().catch(() => [])).map((v) => v.slices > 0)).toEqual(Array(count).fill(true));

async function denoised(diffusion: DiffusionPage, url: string): Promise<void> {
  await diffusion.open(url);
  await diffusion.denoise.click();
  await expect(diffusion.result).toBeVisible({ timeout: 150_000 });
  await shows(diffusion, 2);
}

test('original left, result right, pixel by pixel: dragged, scrolled, windowed, zoomed, turned, resized', async ({
  diffusion,
  swipe,
  compare,
  page,
  derived,
}, info) => {
  test.slow();
  await denoised(diffusion, derived('short'));
  const [half] = await compare.drawn();
  await swipe.toggle.click();
  await expect(swipe.toggle).toHaveAttribute('aria-pressed', 'true');
  await expect(swipe.grip).toBeFocused();
  await swipe.isTrue('at the start');
  const [whole] = await compare.drawn();
  expect(whole?.width).toBeGreaterThan(1.9 * (half?.width ?? NaN));
  await page.screenshot({ path: info.outputPath('swipe.png') });

  await swipe.dragTo(0.3);
  expect(await swipe.value()).toBe(30);
  await swipe.isTrue('after a drag');
  await page.keyboard.press('ArrowRight');
  expect(await swipe.value()).toBe(32);
  await page.keyboard.press('Shift+ArrowRight');
  expect(await swipe.value()).toBe(42);
  await swipe.isTrue('after keys');

  // The wheel over the grip, where the pointer rests after a swipe, and over the picture.
  const slice = async () => new Set((await diffusion.viewports()).map((v) => v.slice));
  const before = await slice();
  await swipe.grip.hover();
  await page.mouse.wheel(0, 120);
  await expect.poll(slice).not.toEqual(before);
  await expect.poll(async () => (await slice()).size).toBe(1);
  await swipe.isTrue('after the wheel over the grip');

  // Tools below: the left button windows, the right one zooms, in the half where they are pressed.
  const window = (await diffusion.viewports())[0]?.window;
  await swipe.dragTo(0.7);
  await diffusion.drag('left', 60, 30, (v) => v.window);
  expect((await diffusion.viewports())[0]?.window).not.toEqual(window);
  await swipe.isTrue('after a change of the window');
  await diffusion.drag('right', 0, 60, (v) => v.zoom);
  await swipe.isTrue('after zooming');
  await swipe.dragTo(0.3);
  await diffusion.drag('right', 0, -20, (v) => v.zoom);
  await swipe.isTrue('after zooming in the result');
  await page.screenshot({ path: info.outputPath('zoomed.png') });
  for (const key of ['h', 'r', 'v', 'i']) {
    await page.keyboard.press(key);
    await swipe.isTrue(`after ${key}`);
  }
  await page.screenshot({ path: info.outputPath('turned.png') });
  await compare.blend.fill('1.2');
  await swipe.isTrue('at another strength');
  await page.setViewportSize({ width: 1200, height: 800 });
  await swipe.isTrue('in a smaller window');

  await page.keyboard.press('Escape');
  await shows(diffusion, 2);
  await swipe.isGone();
});
