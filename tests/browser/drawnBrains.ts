import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { dicomImage } from '../support/dicomFile';
import { uint16, type Item } from '../viewer/partTenFile';

export interface DrawnBrain {
  /** mm, in the plane. */
  pixel: number;
  /** mm between slices. */
  gap: number;
  slices: number;
  study: string;
  description?: string;
  /** What the header of a slice says besides. */
  header?: (slice: number) => Item;
  /** Size of the brain in all slices; 1 where nothing is said. */
  size?: number;
}

/** Size of a brain that is too little for a score; that of the lowest slice. */
const SMALL = 0.3;

/** Two grids, so different that an overlay whose alpha followed the voxel size would show it. */
export const DRAWN_BRAINS = {
  thick: { pixel: 0.86, gap: 7, slices: 6, study: '1.2.3.100' },
  thin: { pixel: 0.43, gap: 1.4, slices: 8, study: '1.2.3.200' },
} as const satisfies Record<string, DrawnBrain>;

const THICK = DRAWN_BRAINS.thick;
/** The same, but each unlike what the anomaly map was made for. */
export const DOUBTFUL_BRAINS = {
  knee: { ...THICK, study: '1.2.3.300', header: () => [['00180015', 'CS', 'KNEE']] },
  enhanced: { ...THICK, study: '1.2.3.400', description: 'FLAIR POST GD' },
  coronal: {
    ...THICK,
    study: '1.2.3.500',
    header: (slice) => [
      ['00200032', 'DS', `0\\${slice * THICK.gap}\\0`],
      ['00200037', 'DS', '1\\0\\0\\0\\0\\-1'],
    ],
  },
  vertex: { ...THICK, study: '1.2.3.600', size: SMALL },
} as const satisfies Record<string, DrawnBrain>;

/** Size of the picture, mm. */
const [HEIGHT, WIDTH] = [192, 160];
/** mm from the upper left corner of the picture: something bright in the slices of the middle. */
export const LESION = { y: 120, x: 110, radius: 12 } as const;

/** A brain without skull, as tests/cli/anomalyModel.test.ts draws it. */
function drawn({ pixel, slices, size: all = 1 }: DrawnBrain, slice: number): Uint16Array {
  const [rows, columns] = [Math.ceil(HEIGHT / pixel), Math.ceil(WIDTH / pixel)];
  const middle = Math.abs(slice - slices / 2) < slices / 4;
  const size = slice === 0 ? SMALL : all;
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

/** Writes the studies; returns their folder. */
export function writeDrawnBrains(brains: Record<string, DrawnBrain> = DRAWN_BRAINS): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'diffusion-drawn-'));
  for (const [name, brain] of Object.entries(brains)) {
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
          ['0008103E', 'LO', brain.description ?? `FLAIR ${name}`],
          ['0020000D', 'UI', brain.study],
          ...(brain.header?.(k) ?? []),
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
