/** A row-major picture in intensity units (1 = the slice's 98th percentile). */
export interface Picture {
  rows: number;
  columns: number;
  data: Float32Array | Float64Array;
}

/** a − b, pixel by pixel. */
export const difference = (a: Picture, b: Picture): Picture => ({ ...a, data: a.data.map((value, i) => value - (b.data[i] ?? 0)) });

/** Of all pixels; of a mask the number of pixels in it. */
export function sum({ data }: Picture): number {
  let total = 0;
  for (const value of data) total += value;
  return total;
}
