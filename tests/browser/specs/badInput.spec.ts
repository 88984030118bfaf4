import type { DerivedStudyName } from '../derivedStudies';
import { expect, test } from '../fixture';

/** A series that cannot be used: the button says why, nothing is added, the viewer stays usable. */

const REASONS: Partial<Record<DerivedStudyName, RegExp>> = {
  colour: /colour image/,
  pet: /not made for this series.*PT/,
};

for (const [name, reason] of Object.entries(REASONS) as [DerivedStudyName, RegExp][]) {
  test(`${name}: Denoise is disabled and says why`, async ({ derived, diffusion, page }) => {
    await diffusion.open(derived(name));
    await expect(diffusion.denoise).toBeDisabled();
    await expect(diffusion.reason).toHaveText(reason);
    const before = await diffusion.imageCounts();
    await page.evaluate(() => {
      const { commandsManager } = window as unknown as { commandsManager: { run(name: string): Promise<void> | void } };
      return commandsManager.run('denoise');
    });
    await page.waitForTimeout(500);
    expect(await diffusion.imageCounts()).toEqual(before);
    await expect(diffusion.job).toHaveCount(0);
  });
}
