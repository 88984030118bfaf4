import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { dicomImage } from '../../support/dicomFile';
import { expect, test as base } from '../fixture';
import { startViewer } from '../server';
import type { Item } from '../../viewer/partTenFile';

/** Headers that a careless system wrote: what hangs on a number is refused in the viewer as on the command line, what does not is said. */
const STUDIES = {
  slope: { more: [['00281053', 'DS', '1,5']], orientation: '1\\0\\0\\0\\1\\0' },
  age: { more: [['00101010', 'AS', '45 years']], orientation: '1\\0\\0\\0\\1\\0' },
  direction: { more: [], orientation: '1.01\\0\\0\\0\\1\\0' },
} as const satisfies Record<string, { more: Item; orientation: string }>;
type Name = keyof typeof STUDIES;
const NAMES = Object.keys(STUDIES) as Name[];
const SIDE = 64;

const test = base.extend<object, { studies: (name: Name) => string }>({
  studies: [
    async ({}, use) => {
      const folder = mkdtempSync(path.join(tmpdir(), 'diffusion-headers-'));
      NAMES.forEach((name, n) => {
        for (let k = 0; k < 3; k++) {
          const pixels = Array.from({ length: SIDE ** 2 }, (_, i) =>
            Math.hypot((i % SIDE) - 32, Math.floor(i / SIDE) - 32) < 25 ? 500 + i : 0,
          );
          const own: Item = [
            ['00080018', 'UI', `1.2.8.${n}.1.${k + 1}`],
            ['0020000D', 'UI', `1.2.8.${n}`],
            ['00180015', 'CS', 'HEAD'],
            ...STUDIES[name].more,
          ];
          const image = { z: 5 * k, pixels, rows: SIDE, columns: SIDE, series: `1.2.8.${n}.1`, orientation: STUDIES[name].orientation };
          writeFileSync(path.join(folder, `${name}-${k}.dcm`), new Uint8Array(dicomImage({ ...image, more: own })));
        }
      });
      const server = await startViewer(['--dicom', folder]);
      await use((name) => `${server.viewer}diffusion?StudyInstanceUIDs=1.2.8.${NAMES.indexOf(name)}`);
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
    { scope: 'worker', timeout: 300_000 },
  ],
});

test('a slope of 1,5 is refused, and named', async ({ studies, diffusion }) => {
  await diffusion.open(studies('slope'));
  await expect(diffusion.denoise).toBeDisabled();
  await expect(diffusion.reason).toHaveText(/cannot be read with certainty.*RescaleSlope “1,5”/);
});

test('directions of 1.01 are refused, with how far they are off', async ({ studies, diffusion }) => {
  await diffusion.open(studies('direction'));
  await expect(diffusion.denoise).toBeDisabled();
  await expect(diffusion.reason).toHaveText(/directions of rows and columns that cannot be right.*off by up to 1\.0 %/);
});

test('an age in words is put right, and said', async ({ studies, diffusion }) => {
  await diffusion.open(studies('age'));
  await expect(diffusion.denoise).toBeEnabled();
  await expect(diffusion.panel).toContainText('PatientAge rewritten');
});
