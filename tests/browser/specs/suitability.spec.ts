import { rmSync } from 'node:fs';
import { DOUBTFUL_BRAINS, writeDrawnBrains } from '../drawnBrains';
import { expect, test } from '../fixture';
import { AnomalyPage } from '../pages/AnomalyPage';
import { startViewer, type ViewerServer } from '../server';

/** An anomaly map of what it was not made for: a clear answer, nothing left in the study, a viewer that goes on. */

let viewer: ViewerServer;
let folder = '';
test.beforeAll(async () => {
  folder = writeDrawnBrains(DOUBTFUL_BRAINS);
  viewer = await startViewer(['--dicom', folder]);
});
test.afterAll(async () => {
  await viewer.stop();
  rmSync(folder, { recursive: true, force: true });
});

const address = (name: keyof typeof DOUBTFUL_BRAINS) => `${viewer.viewer}diffusion?StudyInstanceUIDs=${DOUBTFUL_BRAINS[name].study}`;

for (const [name, doubt] of [
  ['knee', 'another part of the body than the model was made for (found KNEE, allowed brain).'],
  ['enhanced', 'after a contrast agent'],
] as const) {
  test(`${name}: the panel says what differs, and nothing runs until that is confirmed`, async ({ diffusion, page }, info) => {
    const anomaly = new AnomalyPage(page);
    await diffusion.open(address(name));
    await anomaly.tab.click({ force: true });
    await expect(anomaly.doubts).toContainText(doubt);
    await expect(anomaly.start).toBeDisabled();
    await anomaly.confirm.check();
    await expect(anomaly.start).toBeEnabled();
    await anomaly.confirm.uncheck();
    await expect(anomaly.start).toBeDisabled();
    await page.screenshot({ path: info.outputPath(`${name}.png`) });
    expect(await diffusion.imageCounts()).toEqual([DOUBTFUL_BRAINS[name].slices]);
  });
}

test('coronal slices are refused, whatever is confirmed', async ({ diffusion, page }) => {
  const anomaly = new AnomalyPage(page);
  await diffusion.open(address('coronal'));
  await anomaly.tab.click({ force: true });
  await expect(diffusion.reason).toContainText('a series that is not axial');
  await expect(anomaly.start).toBeDisabled();
});

test('slices with too little brain, all of them: the job says so, and nothing is left behind', async ({ diffusion, page }, info) => {
  const anomaly = new AnomalyPage(page);
  await diffusion.open(address('vertex'));
  await anomaly.tab.click({ force: true });
  await anomaly.start.click();
  await expect(diffusion.job).toContainText(/2500 mm² of brain/, { timeout: 60_000 });
  await page.screenshot({ path: info.outputPath('vertex.png') });
  expect((await anomaly.sets()).map(({ kind }) => kind)).toEqual(['source']);
  await expect(anomaly.start).toBeEnabled();
});
