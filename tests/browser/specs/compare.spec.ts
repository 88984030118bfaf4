import { expect, test } from '../fixture';
import { ComparePage } from '../pages/ComparePage';
import type { DiffusionPage } from '../pages/DiffusionPage';

/** Opens the demo study, denoises it with one step and waits for the pair. */
async function denoised(diffusion: DiffusionPage, url: string): Promise<ComparePage> {
  await diffusion.open(url);
  await diffusion.denoise.click();
  await expect(diffusion.result).toBeVisible({ timeout: 150_000 });
  await shows(diffusion, 2);
  return new ComparePage(diffusion.page);
}

/** Waits until so many viewports have their images. */
const shows = (diffusion: DiffusionPage, count: number) =>
  expect.poll(async () => (await diffusion.viewports().catch(() => [])).map((v) => v.slices > 0)).toEqual(Array(count).fill(true));

const largest = (numbers: number[]) => numbers.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
const apart = (a: number[], b: number[]) => largest(a.map((v, i) => v - (b[i] ?? NaN)));

test('strength after the run: every slice is y + s (D − y), without an evaluation', async ({ diffusion, page, derived }, info) => {
  await diffusion.open(derived('short'));
  const [alone] = await new ComparePage(page).drawn();
  const compare = await denoised(diffusion, derived('short'));
  const slice = (await diffusion.viewports())[0]?.slice ?? 0;
  const slices = [...new Set([slice, 0, 2])];
  const source = await Promise.all(slices.map((k) => diffusion.pixels(0, k)));
  const estimate = await Promise.all(slices.map((k) => diffusion.pixels(1, k)));
  const before = await compare.drawn();
  const cameras = await compare.cameras();
  const evaluations = await compare.countMessages();
  await expect(compare.tags).toContainText('High');

  // By how many grey levels the source lies away from the estimate; at 1.2 a fifth of it is all that can be seen.
  let whole = 0;
  for (const s of [0, 0.5, 1.2, 1]) {
    await compare.blend.fill(String(s));
    for (const [n, k] of slices.entries()) {
      const wanted = (source[n] ?? []).map((y, i) => Math.max(0, y + s * ((estimate[n]?.[i] ?? NaN) - y)));
      await expect.poll(async () => apart(await diffusion.pixels(1, k), wanted), { message: `slice ${k} at ${s}` }).toBeLessThan(1e-3);
    }
    const [, result] = await compare.drawn();
    const away = apart(result?.grey ?? [], before[1]?.grey ?? []);
    if (s === 0) whole = away;
    expect(whole).toBeGreaterThan(6);
    if (s === 1) expect(away).toBe(0);
    else expect(Math.abs(away - Math.abs(1 - s) * whole)).toBeLessThanOrEqual(1.5);
    await page.screenshot({ path: info.outputPath(`blend-${s}.png`) });
  }
  expect(await evaluations()).toBe(0);
  expect(await compare.cameras()).toEqual(cameras);

  // In the place where the source was drawn before the run, strength 0 draws the same picture.
  await compare.blend.fill('0');
  await compare.layout('one').click();
  await shows(diffusion, 1);
  await expect.poll(async () => apart((await compare.drawn())[0]?.grey ?? [], alone?.grey ?? [])).toBeLessThanOrEqual(2);

  // What it is called follows: the tag, the card, and the attributes that a save writes.
  await compare.blend.fill('0.4');
  await expect(compare.tags).toContainText('strength 0.40');
  await expect(diffusion.result).toContainText('strength 0.40');
  const recorded = await page.evaluate(() => {
    interface Set {
      instances: { DerivationDescription?: string }[];
      diffusionResult?: { strength: number; provenance: { strength: number } };
    }
    const { services } = window as unknown as { services: { displaySetService: { getActiveDisplaySets(): Set[] } } };
    const set = services.displaySetService.getActiveDisplaySets().find(({ diffusionResult }) => diffusionResult);
    return [set?.diffusionResult?.strength, set?.diffusionResult?.provenance.strength, set?.instances[2]?.DerivationDescription];
  });
  expect(recorded.slice(0, 2)).toEqual([0.4, 0.4]);
  expect(recorded[2]).toContain('strength 0.4.');
});

test('flicker and hold-to-peek show the original in the result’s own place', async ({ diffusion, page, derived }, info) => {
  const compare = await denoised(diffusion, derived('short'));
  await compare.layout('one').click();
  await shows(diffusion, 1);
  await diffusion.scroll(120);
  await diffusion.drag('right', 0, 60, (v) => v.zoom);
  const cameras = await compare.cameras();
  const [result] = await compare.drawn();
  const seen = await page.evaluate(() => {
    // Every picture from now on: none may be black.
    const canvas = document.querySelector<HTMLCanvasElement>('[data-cy="viewport-pane"] canvas.cornerstone-canvas');
    const brightest: number[] = [];
    (window as unknown as { brightest: number[] }).brightest = brightest;
    const copy = document.createElement('canvas');
    [copy.width, copy.height] = [64, 64];
    const context = copy.getContext('2d', { willReadFrequently: true });
    const look = () => {
      if (canvas?.isConnected) context?.drawImage(canvas, 0, 0, 64, 64);
      else context?.clearRect(0, 0, 64, 64);
      brightest.push(Math.max(...(context?.getImageData(0, 0, 64, 64).data.filter((_, i) => i % 4 === 0) ?? [0])));
      requestAnimationFrame(look);
    };
    look();
    return brightest.length;
  });
  expect(seen).toBe(1);

  const toggles = [
    () => page.keyboard.press('f'),
    () => compare.flicker.click(),
    async () => {
      await compare.peek.hover();
      await page.mouse.down();
    },
  ];
  const ends = [() => page.keyboard.press('f'), () => compare.flicker.click(), () => page.mouse.up()];
  for (const [n, start] of toggles.entries()) {
    await start();
    await expect(compare.tags).toContainText('ORIGINAL');
    const [original] = await compare.drawn();
    expect(apart(original?.grey ?? [], result?.grey ?? [])).toBeGreaterThan(3);
    if (n === 0) {
      await page.screenshot({ path: info.outputPath('flicker-original.png') });
      // What is drawn is the source: its pixels, from the series itself.
      const [{ slice } = { slice: 0 }] = await diffusion.viewports();
      const own = await page.evaluate(async (k) => {
        interface Host {
          services: { displaySetService: { getActiveDisplaySets(): { imageIds: string[]; diffusionResult?: unknown }[] } };
          cornerstone: {
            imageLoader: { loadAndCacheImage(id: string): Promise<{ voxelManager: { getScalarData(): ArrayLike<number> } }> };
          };
        }
        const { services, cornerstone } = window as unknown as Host;
        const source = services.displaySetService.getActiveDisplaySets().find(({ diffusionResult }) => !diffusionResult);
        const image = await cornerstone.imageLoader.loadAndCacheImage(source?.imageIds[k] ?? '');
        return Array.from(image.voxelManager.getScalarData());
      }, slice);
      expect(apart(await diffusion.pixels(0, slice), own)).toBe(0);
    }
    expect(await compare.cameras()).toEqual(cameras);
    await (ends[n] ?? ends[0])?.();
    await expect(compare.tags).toContainText('AI-DERIVED');
    const [again] = await compare.drawn();
    expect(apart(again?.grey ?? [], result?.grey ?? [])).toBe(0);
    expect(await compare.cameras()).toEqual(cameras);
  }
  const brightest = await page.evaluate(() => (window as unknown as { brightest: number[] }).brightest);
  expect(Math.min(...brightest)).toBeGreaterThan(60);
});

test('three planes follow the strength too', async ({ diffusion, page, derived }, info) => {
  const compare = await denoised(diffusion, derived('short'));
  await compare.layout('planes').click();
  await shows(diffusion, 3);
  await page.waitForTimeout(1000);
  const whole = await compare.drawn();
  await compare.blend.fill('0');
  const none = await compare.drawn();
  await page.screenshot({ path: info.outputPath('planes.png') });
  whole.forEach(({ grey }, n) => expect(apart(grey, none[n]?.grey ?? [])).toBeGreaterThan(3));
  await compare.blend.fill('1');
  const again = await compare.drawn();
  whole.forEach(({ grey }, n) => expect(apart(grey, again[n]?.grey ?? [])).toBe(0));
});

test('difference, uncertainty and the layouts of four: linked, each with its own window', async ({ diffusion, page, derived }, info) => {
  await diffusion.open(derived('short'));
  const compare = new ComparePage(page);
  await compare.samples(2);
  // One step gives the same picture every time: said before the run, with settings that do not.
  await expect(diffusion.reason).toHaveAttribute('data-code', 'SAMPLES_ALIKE');
  await expect(diffusion.denoise).toBeDisabled();
  await compare.propose.click();
  await diffusion.steps(2);
  await expect(diffusion.reason).toHaveCount(0);
  await expect(compare.memory).toContainText('source, denoised (twice), difference, uncertainty');
  await diffusion.denoise.click();
  await expect(diffusion.result).toBeVisible({ timeout: 150_000 });
  await shows(diffusion, 2);
  expect(await diffusion.imageCounts()).toEqual([3, 3]);

  await compare.layout('three').click();
  await shows(diffusion, 3);
  const pixels = () => Promise.all([0, 1, 2].map((viewport) => diffusion.pixels(viewport, 1)));
  const isDifference = async () => {
    const [source = [], result = [], removed = []] = await pixels();
    return apart(
      source.map((y, i) => y - (result[i] ?? NaN)),
      removed,
    );
  };
  expect(await isDifference()).toBeLessThan(1e-3);
  const [before, , , ...none] = await diffusion.viewports();
  expect(none).toEqual([]);
  await compare.blend.fill('0.5');
  await expect.poll(isDifference).toBeLessThan(1e-3);
  await page.screenshot({ path: info.outputPath('three.png') });

  await compare.layout('four').click();
  await shows(diffusion, 4);
  expect(await diffusion.imageCounts()).toEqual([3, 3, 3, 3]);
  const four = await diffusion.viewports();
  expect(four.map(({ displaySet }) => /uncertainty|difference|denoised/.exec(displaySet)?.[0] ?? 'source')).toEqual([
    'source',
    'denoised',
    'difference',
    'uncertainty',
  ]);
  expect(new Set(four.map(({ slice }) => slice)).size).toBe(1);
  expect(four[1]?.window).toEqual(four[0]?.window);
  expect(four[0]?.window).toEqual(before?.window);
  const [, , difference, uncertainty] = four.map(({ window }) => window);
  expect(difference?.lower).toBeCloseTo(-(difference?.upper ?? NaN), 3);
  expect(uncertainty?.upper).toBeGreaterThan(uncertainty?.lower ?? NaN);
  const spread = await diffusion.pixels(3, 1);
  expect(Math.min(...spread)).toBeGreaterThanOrEqual(0);
  expect(largest(spread)).toBeGreaterThan(0);
  // Corner texts are readable on noise, and as everywhere else on pictures.
  const [bare, dark] = [['rgba(0, 0, 0, 0)'], ['rgba(0, 0, 0, 0.7)']];
  expect(await compare.cornerGrounds()).toEqual([bare, bare, dark, dark]);
  await page.screenshot({ path: info.outputPath('four.png') });

  // Linked in slice and zoom; the window of the pictures leaves the others alone.
  await diffusion.scroll(120);
  await expect.poll(async () => new Set((await diffusion.viewports()).map(({ slice }) => slice)).size).toBe(1);
  expect((await diffusion.viewports())[0]?.slice).not.toBe(four[0]?.slice);
  await diffusion.drag('right', 0, 60, (v) => v.zoom);
  await expect.poll(async () => new Set((await diffusion.viewports()).map(({ zoom }) => zoom.toFixed(3))).size).toBe(1);
  await diffusion.drag('left', 60, 30, (v) => v.window);
  await expect
    .poll(async () => {
      const [a, b, c, d] = (await diffusion.viewports()).map(({ window }) => window);
      return [JSON.stringify(a) === JSON.stringify(b), JSON.stringify(c) === JSON.stringify(difference), d?.upper === uncertainty?.upper];
    })
    .toEqual([true, true, true]);

  // Before and after, measured by themselves.
  await expect(compare.measures.locator('[data-measure="noise"] td')).toHaveCount(2, { timeout: 120_000 });
  const [noise, less] = (await compare.measures.locator('[data-measure="noise"] td').allTextContents()).map(Number.parseFloat);
  expect(less).toBeLessThan(noise ?? NaN);
  await compare.measures.scrollIntoViewIfNeeded();
  await page.screenshot({ path: info.outputPath('measures.png') });

  // Removed with everything that belongs to it.
  await diffusion.panel.locator('[data-cy="diffusion-remove"]').click();
  await expect.poll(() => diffusion.imageCounts()).toEqual([3]);
  await shows(diffusion, 1);
});

test('the strength slider reaches the picture within two frames on the demo volume', async ({ diffusion, server }) => {
  test.slow();
  const compare = await denoised(diffusion, server.demo);
  const counts: number[] = [];
  for (const s of [0.3, 0.9, 0.1]) {
    counts.push(await compare.framesToPicture(s, 1));
    await compare.drawn();
  }
  console.log(`figure: strength slider to picture, demo study: ${counts.join(', ')} frames`);
  expect(Math.max(...counts)).toBeLessThanOrEqual(2);
});
