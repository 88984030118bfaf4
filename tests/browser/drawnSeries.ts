import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { DicomImage } from '../support/dicomFile';
import { enhancedFile, GAP, headImage } from '../support/drawnDicom';
import type { Item } from '../viewer/partTenFile';

interface DrawnSeries {
  study: string;
  /** Slices of the drawn head, as the files hold them. */
  slices: readonly number[];
  /** What the n-th file says besides. */
  change?: (n: number, slice: number) => Partial<DicomImage> & { more?: Item };
  /** One object of many frames. */
  enhanced?: boolean;
}

const four = [0, 1, 2, 3];
const more = (...items: Item) => ({ more: items });

/** The drawn head as series that are no even stack, and as such that are none at all. */
export const DRAWN_SERIES = {
  single: { study: '1.2.3.710', slices: [2] },
  missing: { study: '1.2.3.720', slices: [0, 1, 3, 4] },
  uneven: { study: '1.2.3.730', slices: four, change: (n) => ({ z: [0, 4, 9.2, 13][n] ?? NaN }) },
  tilted: { study: '1.2.3.740', slices: four, change: (n) => ({ position: `-100.5\\${1.5 * n}\\${GAP * n}` }) },
  enhanced: { study: '1.2.3.750', slices: [2, 0, 3, 1], enhanced: true },
  slipped: { study: '1.2.3.760', slices: four, change: (n) => ({ position: `${n === 2 ? -80.5 : -100.5}\\-78\\${GAP * n}` }) },
  patients: { study: '1.2.3.770', slices: four, change: (n) => (n > 1 ? more(['00100020', 'LO', 'OTHER']) : {}) },
  echoes: { study: '1.2.3.780', slices: [...four, ...four], change: (n) => more(['00180081', 'DS', n > 3 ? '80' : '14']) },
  mosaic: { study: '1.2.3.790', slices: four, change: () => more(['00080008', 'CS', 'ORIGINAL\\PRIMARY\\M\\ND\\MOSAIC']) },
  localizer: {
    study: '1.2.3.800',
    slices: four,
    change: () => ({ modality: 'CT', intercept: '-1024', slope: '1', ...more(['00080008', 'CS', 'ORIGINAL\\PRIMARY\\LOCALIZER']) }),
  },
  rescale: { study: '1.2.3.810', slices: four, change: () => ({ modality: 'CT' }) },
} as const satisfies Record<string, DrawnSeries>;

export type DrawnSeriesName = keyof typeof DRAWN_SERIES;

/** Writes them as DICOM files; returns the folder. */
export function writeDrawnSeries(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'diffusion-drawn-'));
  for (const [name, { study, slices, change, enhanced }] of Object.entries(DRAWN_SERIES as Record<string, DrawnSeries>)) {
    const own: Item = [
      ['0020000D', 'UI', study],
      ['0020000E', 'UI', `${study}.1`],
    ];
    const uid = (n: number): Item[number] => ['00080018', 'UI', `${study}.2.${n + 1}`];
    const files = enhanced
      ? [enhancedFile({ frames: slices.map((slice) => ({ slice })), sopClass: '1.2.840.10008.5.1.4.1.1.4.1', more: [...own, uid(0)] })]
      : slices.map((slice, n) => {
          const said = change?.(n, slice) ?? {};
          return headImage(slice, { instance: n + 1, ...said, more: [...own, uid(n), ...(said.more ?? [])] });
        });
    files.forEach((file, n) => writeFileSync(path.join(folder, `${name}-${n}.dcm`), new Uint8Array(file)));
  }
  return folder;
}
