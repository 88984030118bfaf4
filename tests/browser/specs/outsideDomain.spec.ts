import { existsSync, rmSync } from 'node:fs';
import { DOUBTFUL_BRAINS, writeDrawnBrains } from '../drawnBrains';
import { expect, test } from '../fixture';
import { AnomalyPage } from '../pages/AnomalyPage';
import type { DiffusionPage } from '../pages/DiffusionPage';
import { startViewer } from '../server';

/** A knee or a liver is no brain: nothing runs before a person has said so, and what comes out carries the mark wherever it is described. */
async function confirmed(diffusion: DiffusionPage, part: string, shot: (name: string) => string): Promise<void> {
  const { page } = diffusion;
  const marks = new AnomalyPage(page);
  await expect(marks.doubts).toContainText(`another part of the body than the model was made for (found ${part}, allowed brain)`);
  await expect(diffusion.denoise).toBeDisabled();
  await page.screenshot({ path: shot('asked') });
  await marks.confirm.check();
  await diffusion.denoise.click();
  await expect(diffusion.result).toBeVisible({ timeout: 150_000 });
  await expect(diffusion.tag.first()).toContainText('OUT OF DOMAIN');
  await expect(diffusion.result).toContainText('another part of the body');
  const made = (await marks.sets()).filter(({ kind }) => kind !== 'source');
  expect(made.map(({ kind, outside }) => [kind, outside])).toEqual([['denoised', true]]);
  expect(made[0]?.derivation).toContain('OUT OF DOMAIN');
  await page.waitForTimeout(1_000);
  await page.screenshot({ path: shot('marked') });
}

test('a series whose header says KNEE', async ({ diffusion }, info) => {
  const folder = writeDrawnBrains({ knee: DOUBTFUL_BRAINS.knee });
  const viewer = await startViewer(['--dicom', folder]);
  try {
    await diffusion.open(viewer.demo);
    await confirmed(diffusion, 'KNEE', (name) => info.outputPath(`${name}.png`));
  } finally {
    await viewer.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});

const REAL = '../shared/data/dicom/mr-abdomen-haste-coronal';
test('a real abdomen', async ({ diffusion }, info) => {
  test.skip(!existsSync(REAL), `needs ${REAL.replace('../', '')} beside the repository`);
  const viewer = await startViewer(['--dicom', REAL]);
  try {
    await diffusion.open(viewer.demo);
    await confirmed(diffusion, 'LIVER', (name) => info.outputPath(`${name}.png`));
  } finally {
    await viewer.stop();
  }
});
