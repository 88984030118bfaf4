import { DiffusionError } from '../core/errors';
import { surveyed, type Survey } from './survey';
import { topOf } from './top';
import { ValueHistogram } from './ValueHistogram';

/** Bins that narrow down where the wanted values lie; the values themselves are then sorted, so the result does not depend on them. */
const BINS = 4096;

/** What is found on the way to the unit. */
export interface Intensity {
  /** In modality units. */
  unit: number;
  /** The smallest value: below zero it is no magnitude. */
  low: number;
  /** The largest value that is not alone, of magnitudes; what lies above it has no say, and is nothing that a network can judge. */
  top?: number;
}

/**
 * The intensity unit of a series: a percentile of the voxels above a share of the top (see `topOf`), in modality units. Dividing by it is the
 * only scaling in the project; the same rule made the training data (models/training/intensity.py).
 *
 * @throws DiffusionError BAD_PIXELS for values that are not finite, EMPTY_IMAGE when all voxels have one value or none is positive
 */
export const intensityUnit = (slices: readonly Float32Array[], percentile = 98, above = 0.12): number =>
  surveyed(intensitySurvey(percentile, above), slices).unit;

/** The same as a survey, three looks: all values, histogram, and the values near the percentile. */
export function* intensitySurvey(percentile = 98, above = 0.12): Survey<Intensity> {
  const values = new ValueHistogram();
  yield { visit: (slice, k) => values.add(slice, k) };
  const bins = values.bins();
  const [low, high] = [bins[0]?.least ?? NaN, bins.at(-1)?.most ?? NaN];
  if (!(high > low) || high <= 0)
    throw new DiffusionError('EMPTY_IMAGE', { measured: `all values ${low === high ? `equal ${low}` : '≤ 0'}` });
  const top = topOf(bins, percentile, above);
  return { unit: yield* percentileAbove(percentile, above * top, top), low, top };
}

/** The percentile, interpolated between order statistics as numpy does, of the values in (floor, high]; what is higher is left out. */
function* percentileAbove(percentile: number, floor: number, high: number): Survey<number> {
  const histogram = new Float64Array(BINS);
  const scale = BINS / (high - floor);
  const binOf = (value: number) => Math.min(BINS - 1, Math.floor((value - floor) * scale));
  let count = 0;
  yield {
    visit: (slice) => {
      for (let i = 0; i < slice.length; i++) {
        const value = slice[i] ?? 0;
        if (!(value > floor) || value > high) continue;
        const bin = binOf(value);
        histogram[bin] = (histogram[bin] ?? 0) + 1;
        count += 1;
      }
    },
  };
  const rank = (percentile / 100) * (count - 1);
  let [first, before] = [0, 0];
  while (before + (histogram[first] ?? 0) <= Math.floor(rank)) before += histogram[first++] ?? 0;
  let [last, covered] = [first, before + (histogram[first] ?? 0)];
  while (covered <= Math.ceil(rank)) covered += histogram[++last] ?? 0;
  const candidates: number[] = [];
  // Nothing below this can be in the bins that are wanted: a bin's width on the safe side.
  const near = floor + (first - 1) / scale;
  yield {
    visit: (slice) => {
      for (let i = 0; i < slice.length; i++) {
        const value = slice[i] ?? 0;
        if (!(value > near) || !(value > floor) || value > high) continue;
        const bin = binOf(value);
        if (bin >= first && bin <= last) candidates.push(value);
      }
    },
  };
  candidates.sort((a, b) => a - b);
  const [low, next] = [candidates[Math.floor(rank) - before] ?? NaN, candidates[Math.ceil(rank) - before] ?? NaN];
  return low + (rank - Math.floor(rank)) * (next - low);
}

/**
 * Smallest value of a slice: magnitudes have none below zero. A plain loop, ten times as fast as a callback per voxel.
 *
 * @throws DiffusionError BAD_PIXELS for values that are not finite, with the slice's number
 */
export function lowest(slice: Float32Array, index: number): number {
  let low = Infinity;
  for (let i = 0; i < slice.length; i++) {
    const value = slice[i]!;
    if (!Number.isFinite(value)) throw new DiffusionError('BAD_PIXELS', { measured: `${value}`, slices: [index] });
    if (value < low) low = value;
  }
  return low;
}
