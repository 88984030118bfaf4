import { expect, test as base } from '../fixture';
import { ComparePage } from '../pages/ComparePage';
import type { DiffusionPage } from '../pages/DiffusionPage';
import { SwipePage } from '../pages/SwipePage';

/** No error on the page's console in any of these tests. */
const test = base.extend<{ swipe: SwipePage; compare: ComparePage }>({
  swipe: async ({ page }, use) => {
    const troubles: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') troubles.push(message.text());
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
  for (const key of ['h', 'r', 'i']) {
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

test('begins from one viewport, leaves tools and labels usable, and ends with whatever takes its pictures away', async ({
  diffusion,
  swipe,
  compare,
  page,
  derived,
}, info) => {
  test.slow();
  await denoised(diffusion, derived('short'));
  await compare.layout('one').click();
  await shows(diffusion, 1);
  await page.keyboard.press('Shift+S');
  await expect(swipe.toggle).toHaveAttribute('aria-pressed', 'true');
  await swipe.isTrue('begun from one viewport');

  // However far it is drawn, both labels stay, and whoever looks at the result reads what it is.
  for (const end of [1, 0]) {
    await swipe.dragTo(end);
    const layer = await swipe.layer.boundingBox();
    for (const label of [swipe.labels.left, swipe.labels.right, swipe.labels.warning]) {
      const box = await label.boundingBox();
      expect(box?.x).toBeGreaterThanOrEqual(layer?.x ?? NaN);
      expect((box?.x ?? NaN) + (box?.width ?? NaN)).toBeLessThanOrEqual((layer?.x ?? NaN) + (layer?.width ?? NaN));
    }
    await page.screenshot({ path: info.outputPath(`end-${end}.png`) });
  }
  await expect(swipe.labels.warning).toHaveText('AI-DERIVED – research only');
  await swipe.dragTo(0.5);
  await compare.flicker.click();
  await expect(swipe.labels.right).toContainText('original');
  await compare.flicker.click();
  await expect(swipe.labels.right).toContainText('denoised');

  // A measure in each half, with OHIF's own tool.
  await page.locator('[data-cy="MeasurementTools-split-button-primary"]').click();
  for (const [n, x] of [0.1, 0.6].entries()) {
    await expect(async () => {
      await swipe.draw([x, 0.55], [x + 0.15, 0.6]);
      await expect(swipe.lengths(n).first()).toBeVisible({ timeout: 5_000 });
    }).toPass({ timeout: 90_000 });
  }
  await swipe.isTrue('with measures');
  await page.screenshot({ path: info.outputPath('measures.png') });
  // Escape belongs to a line that is being drawn.
  await swipe.draw([0.6, 0.65], [0.7, 0.7], false);
  await page.keyboard.press('Escape');
  await page.mouse.up();
  await expect(swipe.grip).toBeVisible();
  await page.locator('[data-cy="WindowLevel"]').first().click();
  await page.keyboard.press('Escape');
  await shows(diffusion, 2);
  await swipe.isGone();

  // Another series in one half: both pictures are seen again, beside each other.
  await swipe.toggle.click();
  await expect(swipe.grip).toBeVisible();
  await swipe.showSourceInResult();
  await expect(swipe.grip).toHaveCount(0);
  await expect.poll(async () => new Set(await swipe.lefts()).size).toBe(2);
  await swipe.isGone();

  await page.locator('[data-cy="viewport-pane"]').first().click();
  await page.keyboard.press('Shift+S');
  await expect(swipe.grip).toBeVisible();
  await compare.layout('three').click();
  await shows(diffusion, 3);
  await swipe.isGone();

  await swipe.toggle.click();
  await expect(swipe.grip).toBeVisible();
  await diffusion.panel.locator('[data-cy="diffusion-remove"]').click();
  await expect.poll(() => diffusion.imageCounts()).toEqual([3]);
  await shows(diffusion, 1);
  await expect(page.locator('[data-cy^="diffusion-swipe"]')).toHaveCount(0);
});

test('volumes: the same pixels, an end when a half is turned to another plane, and nothing left when the mode is', async ({
  diffusion,
  swipe,
  compare,
  page,
  derived,
}, info) => {
  test.slow();
  await denoised(diffusion, derived('short'));
  await compare.layout('planes').click();
  await shows(diffusion, 3);
  await swipe.toggle.click();
  await expect(swipe.grip).toBeVisible();
  await shows(diffusion, 2);
  await swipe.isTrue('in volumes');
  await diffusion.scroll(120);
  await swipe.isTrue('after scrolling through volumes');
  await swipe.dragTo(0.7);
  await diffusion.drag('right', 0, 60, (v) => v.zoom);
  await page.keyboard.press('h');
  await swipe.isTrue('after zooming and mirroring volumes');
  await page.screenshot({ path: info.outputPath('volumes.png') });
  await swipe.turnToSagittal(1);
  await expect(swipe.grip).toHaveCount(0);
  await expect.poll(async () => new Set(await swipe.lefts()).size).toBe(2);
  await swipe.isGone();

  // Again: both halves are in the plane of the slices, whatever the viewport had been turned to.
  await swipe.toggle.click();
  await expect(swipe.grip).toBeVisible();
  await swipe.isTrue('after a half was turned and turned back');
  await page.locator('[data-cy="return-to-work-list"]').click();
  // The result is in no archive.
  await page.locator('[data-cy="diffusion-leave-go"]').click();
  await expect(diffusion.panel).toHaveCount(0);
  await expect(page.locator('[data-cy^="diffusion-swipe"]')).toHaveCount(0);
});
