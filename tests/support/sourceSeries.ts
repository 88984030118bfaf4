import { readSeries, type DicomSeries } from '../../src/dicom/readSeries';
import type { Filing } from '../../src/filing/Filing';
import { planFiling, type FilingInput } from '../../src/filing/plan';
import type { Kind } from '../../src/results/kinds';
import type { Provenance } from '../../src/results/provenance';
import type { Result } from '../../src/results/Result';
import { dicomImage, type DicomImage } from './dicomFile';
import { DENOISED, INPAINTED, MAPPED } from './provenance';

/** Values of the k-th slice. */
export const ramp = (k: number): number[] => Array.from({ length: 12 }, (_, n) => 100 * k + 90 * n);

/** Three slices, 7 mm apart. */
export const sourceSeries = (
  change: Partial<DicomImage> = {},
  pixels = ramp,
  { count = 3, stack = true }: { count?: number; stack?: boolean } = {},
): Promise<DicomSeries> =>
  readSeries(
    Array.from({ length: count }, (_, k) => dicomImage({ z: 7 * k, pixels: pixels(k), instance: k + 1, ...change })),
    {},
    { stack, oneSlice: true },
  );

const PROVENANCE: Record<Provenance['task'], Provenance> = { denoise: DENOISED, inpaint: INPAINTED, anomaly: MAPPED };
const TASK: Partial<Record<Kind, Provenance['task']>> = {
  inpainted: 'inpaint',
  score: 'anomaly',
  brightness: 'anomaly',
  healthy: 'anomaly',
};

/** A result of one layer, whose values are those of the source, each changed. */
export function resultOf(
  { volume }: DicomSeries,
  kind: Kind,
  of: (value: number, n: number, k: number) => number,
  change: Partial<Result> = {},
): Result {
  const { slices, ...grid } = volume;
  const layer = { kind, grid, slices: slices.map((slice, k) => slice.map((value, n) => of(value, n, k))) };
  const provenance = PROVENANCE[TASK[kind] ?? (kind === 'sum' || kind === 'brain' ? 'anomaly' : 'denoise')];
  return { layers: [layer], finished: slices.map(() => true), partial: false, warnings: [], provenance, ...change };
}

export const MADE = new Date(2026, 0, 2, 3, 4, 5);

export const filingOf = ({ images, stack }: DicomSeries, result: Result, change: Partial<FilingInput> = {}): Filing =>
  planFiling({ result, sources: images, stack, made: MADE, ...change });
