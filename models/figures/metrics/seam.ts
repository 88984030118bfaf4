import type { Picture } from './picture';

/** Magnitudes of the differences between neighbours (sharing a side) of which `wanted` says yes; `a` lies before `b` in the array. */
function steps({ rows, columns, data }: Picture, wanted: (a: number, b: number) => boolean): Float64Array {
  const found: number[] = [];
  for (let i = 0; i < data.length; i++) {
    const beside = (i + 1) % columns > 0 ? [i + 1] : [];
    const below = i + columns < rows * columns ? [i + columns] : [];
    for (const j of [...beside, ...below]) if (wanted(i, j)) found.push(Math.abs((data[i] ?? 0) - (data[j] ?? 0)));
  }
  return Float64Array.from(found).sort();
}

/** Quantile with linear interpolation, of values in rising order. */
function quantile(values: Float64Array, share: number): number {
  const position = share * (values.length - 1);
  const below = Math.floor(position);
  const [low, high] = [values[below] ?? NaN, values[Math.min(below + 1, values.length - 1)] ?? NaN];
  return low + (position - below) * (high - low);
}

/** Gradient (intensity units per pixel) from neighbour to neighbour. */
export interface Gradient {
  mean: number;
  /** 95th percentile. */
  high: number;
}

const gradient = (values: Float64Array): Gradient => ({
  mean: values.reduce((sum, value) => sum + value, 0) / values.length,
  high: quantile(values, 0.95),
});

/** Across the border of a hole: one neighbour inside, one outside. */
export const acrossBorder = (picture: Picture, { data: hole }: Picture): Gradient =>
  gradient(steps(picture, (a, b) => (hole[a] ? 1 : 0) + (hole[b] ? 1 : 0) === 1));

/** Inside the tissue that is not in the hole. */
export const insideTissue = (picture: Picture, { data: tissue }: Picture, { data: hole }: Picture): Gradient =>
  gradient(steps(picture, (a, b) => Boolean(tissue[a] && tissue[b] && !hole[a] && !hole[b])));
