import { PHANTOM } from '../derivedStudies';
import { expect, test } from '../fixture';

/** Mean and standard deviation of a square about (row, column). */
function region(pixels: number[], row: number, column: number, half = 8) {
  const values = pixels.filter((_, i) => Math.abs(Math.floor(i / 256) - row) <= half && Math.abs((i % 256) - column) <= half);
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return { mean, deviation: Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length) };
}

test('a CT series is denoised by the model for CT: less noise, the same Hounsfield units', async ({ derived, diffusion, page }, info) => {
  await diffusion.open(derived('phantom'));
  await expect(page.locator('select[data-cy="diffusion-model"]')).toHaveValue('ct-lowdose');
  await diffusion.denoise.click();
  await expect(diffusion.result).toBeVisible({ timeout: 150_000 });
  expect(await diffusion.imageCounts()).toEqual([3, 3]);
  await expect(diffusion.result).toContainText('strength Medium');
  await expect(diffusion.result).toContainText(/Estimated noise: (3[4-9]|4[0-6]) HU/);
  const [before, after] = [await diffusion.pixels(0, 1), await diffusion.pixels(1, 1)];
  const [water, rod] = [region(after, 128, 190), region(after, 128, 128)];
  expect(region(before, 128, 190).deviation).toBeGreaterThan(0.9 * PHANTOM.noise);
  // A quarter stays by the model's default strength.
  expect(water.deviation).toBeLessThan(0.45 * PHANTOM.noise);
  console.log(`figure: noise of a water phantom, strength Medium: ${(water.deviation / PHANTOM.noise).toFixed(2)} of 40 HU stays`);
  expect(Math.abs(water.mean - region(before, 128, 190).mean)).toBeLessThan(4);
  expect(Math.abs(rod.mean - water.mean - PHANTOM.contrast)).toBeLessThan(8);
  await page.screenshot({ path: info.outputPath('ct.png') });
});
