import { sample } from '../brainMask/filters';

/** A picture with its size. */
export interface Picture {
  pixels: Float32Array;
  rows: number;
  columns: number;
}

/** Python's round(): halves go to the even neighbour. */
function wholeOf(value: number): number {
  const up = Math.round(value);
  return up - value === 0.5 && up % 2 === 1 ? up - 1 : up;
}

/** Pixels of `to` mm that cover as much as `count` pixels of `from` mm. */
export const countAt = (count: number, from: number, to: number): number => Math.max(1, wholeOf((count * from) / to));

/** Centres of `to` pixels over the same length as `from` pixels, in source pixels; beyond the outer centres the edge pixel counts. */
const centres = (from: number, to: number) =>
  Array.from({ length: to }, (_, i) => Math.min(Math.max(((i + 0.5) * from) / to - 0.5, 0), from - 1));

/** Bilinear, pixels as areas: `scipy.ndimage.zoom(order=1, grid_mode=True, mode='nearest')`. */
export function resampled({ pixels, rows, columns }: Picture, toRows: number, toColumns: number): Picture {
  if (rows === toRows && columns === toColumns) return { pixels, rows, columns };
  return { pixels: sample(pixels, rows, columns, centres(rows, toRows), centres(columns, toColumns)), rows: toRows, columns: toColumns };
}
