import { countAt, resampled, type Picture } from './resample';

/** What a restorer's manifest says of the pictures that it reads. */
export interface CanvasRules {
  /** mm. */
  spacing: number;
  /** Rows and columns are multiples of it. */
  multiple: number;
  /** Largest value, in medians of the brain. */
  clip: number;
}

/** A slice as a restorer reads it: the bounding box of the brain in the middle, rows from front to back. */
export interface BrainCanvas {
  rows: number;
  columns: number;
  /** In medians of the brain, clipped; 0 outside the brain. */
  image: Float32Array;
  /** 1 inside the brain. */
  brain: Float32Array;
  /** The unit, in the units of the series. */
  median: number;
  /** Where the canvas lies: `target` of the canvas is `source` of the resampled slice, `rows` × `columns` large. */
  place: { rows: Span; columns: Span; grid: { rows: number; columns: number }; native: { rows: number; columns: number } };
}

interface Span {
  source: number;
  target: number;
  size: number;
}

/** A canonical axial slice (columns to the patient's right, rows to the front) and its brain. */
export interface AxialSlice {
  pixels: Float32Array;
  /** 1 inside the brain. */
  brain: Float32Array;
  rows: number;
  columns: number;
  /** mm. */
  spacing: { y: number; x: number };
}

/** Upside down: rows to the front become rows from front to back, and again. */
export function upright(pixels: Float32Array, columns: number): Float32Array {
  const out = new Float32Array(pixels.length);
  for (let start = 0; start < pixels.length; start += columns)
    out.set(pixels.subarray(pixels.length - start - columns, pixels.length - start), start);
  return out;
}

/** Numpy's median: the mean of the middle two. */
function medianOf(values: Float32Array): number {
  const sorted = values.slice().sort();
  const half = sorted.length >> 1;
  const [low, high] = [sorted[(sorted.length - 1) >> 1] ?? NaN, sorted[half] ?? NaN];
  return (low + high) / 2;
}

/** The lines that hold brain (1), put in the middle of the least multiple. */
function span(lines: Uint8Array, multiple: number): Span & { length: number } {
  const source = lines.indexOf(1);
  const size = lines.lastIndexOf(1) + 1 - source;
  const length = Math.ceil(size / multiple) * multiple;
  return { source, size, length, target: (length - size) >> 1 };
}

/** Brain of a resampled slice: where the mask covers more than half a pixel. */
const INSIDE = 0.5;

/**
 * Twin of models/training/healthy/{pack,slices}.py.
 *
 * @returns undefined where there is no brain, or one without signal
 */
export function toCanvas(slice: AxialSlice, rules: CanvasRules): BrainCanvas | undefined {
  const { rows, columns, spacing } = slice;
  const grid = { rows: countAt(rows, spacing.y, rules.spacing), columns: countAt(columns, spacing.x, rules.spacing) };
  const onGrid = (pixels: Float32Array): Picture => resampled({ pixels: upright(pixels, columns), rows, columns }, grid.rows, grid.columns);
  const { pixels } = onGrid(slice.pixels);
  const inside = onGrid(slice.brain).pixels.map((share) => (share > INSIDE ? 1 : 0));
  const values = pixels.map((value) => Math.max(value, 0));
  const median = medianOf(values.filter((_, i) => inside[i] === 1));
  if (!(median > 0)) return undefined;

  const [inRows, inColumns] = [new Uint8Array(grid.rows), new Uint8Array(grid.columns)];
  inside.forEach((share, i) => {
    if (share === 1) inRows[Math.floor(i / grid.columns)] = inColumns[i % grid.columns] = 1;
  });
  const [y, x] = [span(inRows, rules.multiple), span(inColumns, rules.multiple)];
  const [image, brain] = [new Float32Array(y.length * x.length), new Float32Array(y.length * x.length)];
  for (let r = 0; r < y.size; r++) {
    for (let c = 0; c < x.size; c++) {
      const [from, to] = [(y.source + r) * grid.columns + x.source + c, (y.target + r) * x.length + x.target + c];
      brain[to] = inside[from] ?? 0;
      image[to] = inside[from] === 1 ? Math.min((values[from] ?? 0) / median, rules.clip) : 0;
    }
  }
  return { rows: y.length, columns: x.length, image, brain, median, place: { rows: y, columns: x, grid, native: { rows, columns } } };
}

/** A picture of the canvas on the slice's own grid, rows to the front; bilinear, 0 where the canvas does not reach. */
export function fromCanvas(pixels: Float32Array, { columns, place }: BrainCanvas): Float32Array {
  const { rows: y, columns: x, grid, native } = place;
  const whole = new Float32Array(grid.rows * grid.columns);
  for (let r = 0; r < y.size; r++) {
    const start = (y.target + r) * columns + x.target;
    whole.set(pixels.subarray(start, start + x.size), (y.source + r) * grid.columns + x.source);
  }
  return upright(resampled({ pixels: whole, ...grid }, native.rows, native.columns).pixels, native.columns);
}
