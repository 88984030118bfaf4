import { rmSync } from 'node:fs';
import { startViewer, type ViewerServer } from '../server';
import { writeStudies, type DerivedStudyName } from '../derivedStudies';
import { expect, test } from '../fixture';

/** A series that cannot be used: the button says why, nothing is added, the viewer stays usable. */
const studies = writeStudies();
let bad: ViewerServer;
test.beforeAll(async () => void (bad = await startViewer(['--dicom', studies.folder])));
test.afterAll(async () => {
  await bad.stop();
  rmSync(studies.folder, { recursive: true, force: true });
});

const REASONS: Partial<Record<DerivedStudyName, RegExp>> = {
  colour: /colour image/,
  single: /one slice/,
  missing: /slice is missing .*14\.\d+ mm after slice 7/,
  irregular: /not evenly spaced/,
  tilted: /sheared \(gantry tilt\)/,
  ct: /not made for this series.*CT/,
};

for (const [name, reason] of Object.entries(REASONS) as [DerivedStudyName, RegExp][]) {
  test(`${name}: Denoise is disabled and says why`, async ({ diffusion, page }) => {
    await diffusion.open(`${bad.viewer}diffusion?StudyInstanceUIDs=${studies.uid[name]}`);
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
