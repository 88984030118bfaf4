import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { dicomImage } from '../support/dicomFile';
import { uint16 } from '../viewer/partTenFile';

export interface DrawnBrain {
  /** mm, in the plane. */
  pixel: number;
  /** mm between slices. */
  gap: number;
  slices: number;
  study: string;
}

/** Two grids, so different that an overlay whose alpha followed the voxel size would show it. */
export const DRAWN_BRAINS = {
  thick: { pixel: 0.86, gap: 7, slices: 6, study: '1.2.3.100' },
  thin: { pixel: 0.43, gap: 1.4, slices: 8, study: '1.2.3.200' },
} as const satisfies Record<string, DrawnBrain>;

/** Size of the picture, mm. */
const [HEIGHT, WIDTH] = [192, 160];
/** mm from the upper left corner of the picture: something bright in the slices of the middle. */
export const LESION = { y: 120, x: 110, radius: 12 } as const;
/** In the lowest slice there is too little brain for a score. */
const SMALL = 0.3;

/** A brain without skull, as tests/cli/anomalyModel.test.ts draws it. */
function drawn({ pixel, slices }: DrawnBrain, slice: number): Uint16Array {
  const [rows, columns] = [Math.ceil(HEIGHT / pixel), Math.ceil(WIDTH / pixel)];
  const middle = Math.abs(slice - slices / 2) < slices / 4;
  const size = slice === 0 ? SMALL : 1;
  return Uint16Array.from({ length: rows * columns }, (_, i) => {
    const [y, x] = [Math.floor(i / columns) * pixel, (i % columns) * pixel];
    const edge = ((y - 96) / (82 * size)) ** 2 + ((x - 80) / (64 * size)) ** 2;
    if (edge > 1) return 0;
    const ventricle = ((y - 100) / 22) ** 2 + ((Math.abs(x - 80) - 9) / 5) ** 2 < 1;
    const folds = edge > 0.75 ? 25 * Math.sin(y / 3) * Math.cos(x / 3) : 0;
    const bright = middle && Math.hypot(y - LESION.y, x - LESION.x) < LESION.radius;
    return Math.round((ventricle ? 60 : 200 + folds + 6 * Math.sin(1.7 * i)) + (bright ? 140 : 0));
  });
}

/** Writes both studies; returns their folder. */
export function writeDrawnBrains(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'diffusion-drawn-'));
  for (const [name, brain] of Object.entries(DRAWN_BRAINS)) {
    const [rows, columns] = [Math.ceil(HEIGHT / brain.pixel), Math.ceil(WIDTH / brain.pixel)];
    for (let k = 0; k < brain.slices; k++) {
      const file = dicomImage({
        z: k * brain.gap,
        pixels: [],
        bytes: Buffer.from(drawn(brain, k).buffer),
        rows,
        columns,
        instance: k + 1,
        series: `${brain.study}.1`,
        more: [
          ['00080018', 'UI', `${brain.study}.1.${k + 1}`],
          ['0008103E', 'LO', `FLAIR ${name}`],
          ['0020000D', 'UI', brain.study],
          ['00200052', 'UI', `${brain.study}.9`],
          ['00280010', 'US', uint16(rows)],
          ['00280011', 'US', uint16(columns)],
          ['00280030', 'DS', `${brain.pixel}\\${brain.pixel}`],
          ['00281050', 'DS', '175'],
          ['00281051', 'DS', '450'],
        ],
      });
      writeFileSync(path.join(folder, `${name}-${k}.dcm`), new Uint8Array(file));
    }
  }
  return folder;
}
