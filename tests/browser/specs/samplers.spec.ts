import { expect, test } from '../fixture';

/** One sampler of each framework of the survey, through the panel: each gives a display set whose provenance names it. */

for (const [framework, sampler, steps] of [
  ['DDPM', 'ddpm', 4],
  ['NCSN', 'ald', 2],
  ['SDE', 'sde-reverse-diffusion', 3],
] as const) {
  test(`${framework}: ${sampler} runs from the panel and is named in the result`, async ({ derived, diffusion }) => {
    await diffusion.open(derived('short'));
    await diffusion.steps(steps);
    await diffusion.choose('sampler', sampler);
    await diffusion.denoise.click();
    await expect(diffusion.result).toBeVisible({ timeout: 150_000 });
    await expect(diffusion.result).toContainText(sampler);
    expect(await diffusion.imageCounts()).toEqual([3, 3]);
  });
}
