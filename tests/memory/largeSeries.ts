import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fillNormal } from '../../src/random/normal';
import { dicomImage } from '../support/dicomFile';

const SIZE = 512;
/** Shares of the half width: a head, a bright rim, two dark ventricles. */
const levelAt = (x: number, y: number): number => {
  const radius = Math.hypot(x / 0.75, y / 0.9);
  if (radius > 1) return 0;
  if (radius > 0.93) return 1800;
  return Math.hypot((Math.abs(x) - 0.15) / 0.08, y / 0.3) < 1 ? 400 : radius > 0.75 ? 1000 : 1300;
};

/** Writes a synthetic MR series of 512 × 512 pixels, 16 bits: a head with noise that differs from slice to slice. Returns its folder. */
export function writeLargeSeries(slices: number): { folder: string; study: string } {
  const folder = mkdtempSync(path.join(tmpdir(), 'diffusion-memory-'));
  const drawn = Float32Array.from({ length: SIZE * SIZE }, (_, i) =>
    levelAt((2 * (i % SIZE)) / SIZE - 1, (2 * Math.floor(i / SIZE)) / SIZE - 1),
  );
  const noise = [
    fillNormal(new Float32Array(SIZE * SIZE), { seed: 1, slice: 0, index: 0 }),
    fillNormal(new Float32Array(SIZE * SIZE), { seed: 2, slice: 0, index: 0 }),
  ];
  for (let k = 0; k < slices; k++) {
    // Two noise fields, shifted against each other, are new noise for each slice at a tenth of the time.
    const value = (i: number) => drawn[i]! + 60 * ((noise[0]![i] ?? 0) + (noise[1]![(i + 7919 * k) % noise[1]!.length] ?? 0));
    const stored = Uint16Array.from(drawn, (_, i) => Math.max(0, Math.round(value(i))));
    const image = dicomImage({
      z: k,
      pixels: [],
      rows: SIZE,
      columns: SIZE,
      bytes: Buffer.from(stored.buffer),
      more: [
        ['00281050', 'DS', '900'],
        ['00281051', 'DS', '1800'],
      ],
    });
    writeFileSync(path.join(folder, `${k}.dcm`), new Uint8Array(image));
  }
  return { folder, study: '1.2.3' };
}
