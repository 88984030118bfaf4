import { expect, test } from '../fixture';

/** Grain and mean of the tissue: median size of the diagonal differences, where the picture is brighter than a quarter of its maximum. */
function tissue(pixels: number[]) {
  const floor = Math.max(...pixels) / 4;
  const at = (row: number, column: number) => pixels[row * 256 + column] ?? NaN;
  const [grain, values]: [number[], number[]] = [[], []];
  for (let row = 0; row < 256; row += 2) {
    for (let column = 0; column < 256; column += 2) {
      const quad = [at(row, column), at(row, column + 1), at(row + 1, column), at(row + 1, column + 1)] as const;
      if (Math.min(...quad) < floor) continue;
      grain.push(Math.abs(quad[0] - quad[1] - quad[2] + quad[3]));
      values.push(...quad);
    }
  }
  grain.sort((a, b) => a - b);
  return { grain: grain[grain.length >> 1] ?? NaN, mean: values.reduce((a, b) => a + b, 0) / values.length };
}

test('one click on Denoise puts a real result beside the original', async ({ diffusion, page, server }, info) => {
  await diffusion.open(server.demo);
  await expect(diffusion.backend).toContainText('wasm');
  await expect(diffusion.backend).toContainText('no WebGPU adapter');
  expect(await diffusion.imageCounts()).toEqual([20]);

  await diffusion.denoise.click();
  await expect(diffusion.job).toBeVisible();
  await expect(diffusion.result).toBeVisible({ timeout: 150_000 });
  expect(await diffusion.imageCounts()).toEqual([20, 20]);
  await expect(diffusion.thumbnails).toHaveCount(2);
  await expect.poll(async () => (await diffusion.viewports()).map((v) => v.slices)).toEqual([20, 20]);
  const [original, result] = await diffusion.viewports();
  expect(original?.displaySet).toBe('FSE PD AXIAL OBL');
  expect(result?.displaySet).toContain('AI-DERIVED – research only');
  await expect(diffusion.tag).toHaveCount(1);
  await expect(diffusion.tag).toContainText('AI-DERIVED – research only');
  expect(result?.slice).toBe(original?.slice);
  expect(result?.window).toEqual(original?.window);

  // A quiet series (about 1.5 %), and most of its grain is anatomy.
  for (const slice of [0, 10]) {
    const [before, after] = [await diffusion.pixels(0, slice), await diffusion.pixels(1, slice)];
    expect(after).toHaveLength(256 * 256);
    const [from, to] = [tissue(before), tissue(after)];
    console.log(`figure: grain of the tissue, demo study, slice ${slice + 1}: ${(to.grain / from.grain).toFixed(2)} of the source`);
    expect(to.grain).toBeLessThan(0.92 * from.grain);
    expect(to.grain).toBeGreaterThan(0.3 * from.grain);
    expect(Math.abs(to.mean / from.mean - 1)).toBeLessThan(0.02);
  }
  await page.screenshot({ path: info.outputPath('original-and-result.png') });
});

test('original and result stay linked in position, zoom and window', async ({ diffusion, server }) => {
  await diffusion.open(server.demo);
  await diffusion.denoise.click();
  await expect(diffusion.result).toBeVisible({ timeout: 150_000 });
  await expect.poll(async () => (await diffusion.viewports()).map((v) => v.slices)).toEqual([20, 20]);
  const start = await diffusion.viewports();
  const both = (of: (v: (typeof start)[number]) => unknown) => async () => {
    const [a, b] = await diffusion.viewports();
    return a && b && JSON.stringify(of(a)) === JSON.stringify(of(b)) && JSON.stringify(of(a)) !== JSON.stringify(start[0] && of(start[0]));
  };
  await diffusion.scroll(120);
  await expect.poll(both((v) => v.slice)).toBe(true);
  await diffusion.drag('left', 60, 30, (v) => v.window);
  await expect.poll(both((v) => [Math.round(v.window.lower), Math.round(v.window.upper)])).toBe(true);
  await diffusion.drag('right', 0, 80, (v) => v.zoom);
  await expect.poll(both((v) => v.zoom.toFixed(3))).toBe(true);
});
