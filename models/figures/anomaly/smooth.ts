import { gaussian } from '../metrics/gaussian';
import type { Picture } from '../metrics/picture';

/** Full width at half maximum of 2 mm, slices of 1 mm: as the product smooths its score. */
const SIGMA = 2 / 2.355;
const RADIUS = Math.trunc(4 * SIGMA + 0.5);

/** A score smoothed 2 mm, counting as 0 outside the brain. */
export function smoothed(score: ArrayLike<number>, { rows, columns, data: brain }: Picture): Float32Array {
  const inside = Float64Array.from(score, (value, i) => (brain[i] ? value : 0));
  return Float32Array.from(gaussian(inside, rows, columns, SIGMA, RADIUS));
}

/** How much more, where it is more: lesions are bright on FLAIR. */
export const above = (values: ArrayLike<number>, than: (i: number) => number) =>
  Float32Array.from(values, (value, i) => Math.max(0, value - than(i)));

/** The values inside the brain, rising. */
export const insideBrain = ({ data }: Picture, { data: brain }: Picture) => Float64Array.from(data.filter((_, i) => brain[i])).sort();

/** The median inside the brain: the unit of all scores. */
export function brainMedian(image: Picture, brain: Picture): number {
  const values = insideBrain(image, brain);
  return ((values[(values.length - 1) >> 1] ?? NaN) + (values[values.length >> 1] ?? NaN)) / 2;
}
