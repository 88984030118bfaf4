import { rmSync } from 'node:fs';
import { writeStudies } from '../derivedStudies';
import { expect, test } from '../fixture';
import { startViewer, type ViewerServer } from '../server';

/** One sampler of each framework of the survey, through the panel: each gives a display set whose provenance names it. */
const studies = writeStudies();
let server: ViewerServer;
test.beforeAll(async () => void (server = await startViewer(['--dicom', studies.folder])));
test.afterAll(async () => {
  await server.stop();
  rmSync(studies.folder, { recursive: true, force: true });
});

for (const [framework, sampler, steps] of [
  ['DDPM', 'ddpm', 4],
  ['NCSN', 'ald', 2],
  ['SDE', 'sde-reverse-diffusion', 3],
] as const) {
  test(`${framework}: ${sampler} runs from the panel and is named in the result`, async ({ diffusion }) => {
    await diffusion.open(`${server.viewer}diffusion?StudyInstanceUIDs=${studies.uid.short}`);
    await diffusion.steps(steps);
    await diffusion.choose('sampler', sampler);
    await diffusion.denoise.click();
    await expect(diffusion.result).toBeVisible({ timeout: 150_000 });
    await expect(diffusion.result).toContainText(sampler);
    expect(await diffusion.imageCounts()).toEqual([3, 3]);
  });
}
