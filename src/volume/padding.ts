/** A slice enlarged at its right and lower edge so that both sides are multiples of `multiple`; cropped back by `crop`. */
export interface PaddedShape {
  rows: number;
  columns: number;
}

export function paddedShape(rows: number, columns: number, multiple: number): PaddedShape {
  const up = (n: number) => Math.ceil(n / multiple) * multiple;
  return { rows: up(rows), columns: up(columns) };
}

/** Index mirrored about the last element without repeating it; any distance. */
function mirror(index: number, length: number): number {
  if (length === 1) return 0;
  const period = 2 * (length - 1);
  const phase = index % period;
  return phase < length ? phase : period - phase;
}

/** Reflection keeps the local noise and texture at the edge, where zeros would look like a second object. `scale` multiplies each value. */
export function reflectPad(slice: Float32Array, rows: number, columns: number, shape: PaddedShape, scale = 1): Float32Array<ArrayBuffer> {
  const out = new Float32Array(shape.rows * shape.columns);
  for (let r = 0; r < shape.rows; r++) {
    const source = mirror(r, rows) * columns;
    const target = r * shape.columns;
    for (let c = 0; c < shape.columns; c++) out[target + c] = (slice[source + (c < columns ? c : mirror(c, columns))] ?? 0) * scale;
  }
  return out;
}

/** `scale` multiplies each value. */
export function crop(padded: Float32Array, shape: PaddedShape, rows: number, columns: number, scale = 1): Float32Array {
  const out = new Float32Array(rows * columns);
  for (let r = 0; r < rows; r++) {
    const source = r * shape.columns;
    for (let c = 0; c < columns; c++) out[r * columns + c] = (padded[source + c] ?? 0) * scale;
  }
  return out;
}
