import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { dicomImage } from '../../support/dicomFile';
import { expect, test as base } from '../fixture';
import { brightness } from '../pages/brightness';
import { startViewer } from '../server';

/**
 * OHIF 3.13.2 draws a series black whose file names a VOI LUT Function, the linear one too. A reader sees the original as its window asks, and the
 * result beside it alike.
 */
const FUNCTIONS = ['none', 'LINEAR', 'LINEAR_EXACT', 'SIGMOID'] as const;
const SIDE = 96;
/** A bright disc on a ramp. */
const pixels = (k: number) =>
  Array.from({ length: SIDE ** 2 }, (_, n) => {
    const [x, y] = [n % SIDE, Math.floor(n / SIDE)];
    const inside = Math.hypot(x - 48, y - 48) < 38;
    return inside ? 300 + 4 * x + ((17 * n + 31 * k) % 37) : 0;
  });

const test = base.extend<object, { studies: (name: (typeof FUNCTIONS)[number]) => string }>({
  studies: [
    async ({}, use) => {
      const folder = mkdtempSync(path.join(tmpdir(), 'diffusion-windows-'));
      FUNCTIONS.forEach((name, n) => {
        for (let k = 0; k < 5; k++) {
          const file = dicomImage({
            ...{ z: 5 * k, pixels: pixels(k), rows: SIDE, columns: SIDE, series: `1.2.7.${n}.1` },
            more: [
              ['00080018', 'UI', `1.2.7.${n}.1.${k + 1}`],
              ['0020000D', 'UI', `1.2.7.${n}`],
              ['00180015', 'CS', 'HEAD'],
              ['00281050', 'DS', '400'],
              ['00281051', 'DS', '600'],
              ...(name === 'none' ? [] : ([['00281056', 'CS', name]] as const)),
            ],
          });
          writeFileSync(path.join(folder, `${name}-${k}.dcm`), new Uint8Array(file));
        }
      });
      const server = await startViewer(['--dicom', folder]);
      await use((name) => `${server.viewer}diffusion?StudyInstanceUIDs=1.2.7.${FUNCTIONS.indexOf(name)}`);
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
    { scope: 'worker', timeout: 300_000 },
  ],
});

/** Mean grey level of the drawn picture with its window alone, and how far a linear window of the same slope may be from it. */
const PLAIN = 78.24;
const NEAR = 0.5;

for (const name of FUNCTIONS) {
  test(`${name}: the original is drawn, as with its window alone`, async ({ studies, diffusion, page }) => {
    await diffusion.open(studies(name));
    await expect(async () => expect(Math.abs(((await brightness(page))[0] ?? 0) - PLAIN)).toBeLessThan(NEAR)).toPass();
  });
}

test('a result of a series with a function is drawn as its original is', async ({ studies, diffusion, page }) => {
  await diffusion.open(studies('SIGMOID'));
  await diffusion.denoise.click();
  await expect(diffusion.result).toBeVisible({ timeout: 150_000 });
  await expect(async () => {
    const [original = 0, result = 0] = await brightness(page);
    expect(original).toBeGreaterThan(30);
    expect(Math.abs(result / original - 1)).toBeLessThan(0.05);
  }).toPass();
});
