import type { FieldBlock } from './noiseField';

/** Blocks of a slice and their detail, by the Haar wavelet at two scales; the twin of what models/training/noise_level.py measures. */

/** Edge of a block in pixels; blocks overlap by half. */
const BLOCK = 16;
/** A block belongs to the head when its mean is above this share of the unit. */
const HEAD = 0.15;
const MAD = 0.6744897501960817;

/** A row-major picture. */
interface Plane {
  data: Float64Array;
  rows: number;
  columns: number;
}

/**
 * Standard deviations, in units, by the median: of the diagonal detail, which is almost noise alone, and of the horizontal and vertical one, noise
 * and anatomy; of the finest detail and of the next coarser one.
 */
export interface HeadBlock extends FieldBlock {
  straight1: number;
  s2: number;
  straight2: number;
  /** Energy of the coarser horizontal and vertical detail: edges. */
  edges: number;
}

type Quad = (a: number, b: number, c: number, d: number) => number;
const diagonal: Quad = (a, b, c, d) => (a - b - c + d) / 2;
const horizontal: Quad = (a, b, c, d) => (a - b + c - d) / 2;
const vertical: Quad = (a, b, c, d) => (a + b - c - d) / 2;
const average: Quad = (a, b, c, d) => (a + b + c + d) / 4;

/** One number from each 2 × 2 group. */
function halve({ data, rows, columns }: Plane, of: Quad): Plane {
  const out = { data: new Float64Array((rows / 2) * (columns / 2)), rows: rows / 2, columns: columns / 2 };
  for (let r = 0; r < out.rows; r++) {
    for (let c = 0; c < out.columns; c++) {
      const i = 2 * r * columns + 2 * c;
      out.data[r * out.columns + c] = of(data[i] ?? 0, data[i + 1] ?? 0, data[i + columns] ?? 0, data[i + columns + 1] ?? 0);
    }
  }
  return out;
}

/** The bands of one scale, and what measures them window by window. */
class Scale {
  private readonly bands: readonly [Plane, Plane, Plane];
  private readonly one: Float64Array;
  private readonly two: Float64Array;

  /** @param size edge of a window in the bands, half of a block's at this scale */
  constructor(
    plane: Plane,
    private readonly size: number,
  ) {
    this.bands = [halve(plane, diagonal), halve(plane, horizontal), halve(plane, vertical)];
    this.one = new Float64Array(size * size);
    this.two = new Float64Array(2 * size * size);
  }

  /** At block row i, block column j; windows overlap by half. */
  at(i: number, j: number): { diagonal: number; straight: number; energy: number } {
    const [diagonal, ...others] = this.bands;
    copy(diagonal, this.size, i, j, this.one);
    let energy = 0;
    others.forEach((band, k) => {
      const part = this.two.subarray(k * this.one.length, (k + 1) * this.one.length);
      copy(band, this.size, i, j, part);
      for (const value of part) energy += value * value;
    });
    return { diagonal: deviation(this.one), straight: deviation(this.two), energy: energy / this.one.length };
  }
}

function copy({ data, columns }: Plane, size: number, i: number, j: number, into: Float64Array): void {
  const start = ((i * size) / 2) * columns + (j * size) / 2;
  for (let r = 0; r < size; r++) into.set(data.subarray(start + r * columns, start + r * columns + size), r * size);
}

/** Spread by the median absolute value. Its argument is lost. */
function deviation(values: Float64Array): number {
  for (let k = 0; k < values.length; k++) values[k] = Math.abs(values[k]!);
  values.sort();
  const n = values.length;
  return (values[n / 2 - 1]! + values[n / 2]!) / 2 / MAD;
}

/** Mean of a block without a pixel that is exactly zero; 0 where there is one. No pixel counts more than the unit: no hot voxel makes air a head. */
function mean(values: Float64Array): number {
  let total = 0;
  for (const value of values) {
    if (value === 0) return 0;
    total += Math.min(value, 1);
  }
  return total / values.length;
}

/** Blocks of the head: mean above 15 % of the unit, no pixel exactly zero (air that was set to zero holds no noise). */
export function headBlocks(slice: Float32Array, rows: number, columns: number, unit: number): HeadBlock[] {
  const plane: Plane = { rows: Math.floor(rows / BLOCK) * BLOCK, columns: Math.floor(columns / BLOCK) * BLOCK, data: new Float64Array(0) };
  plane.data = new Float64Array(plane.rows * plane.columns);
  for (let r = 0; r < plane.rows; r++) {
    for (let c = 0; c < plane.columns; c++) plane.data[r * plane.columns + c] = (slice[r * columns + c] ?? 0) / unit;
  }
  const [fine, coarse] = [new Scale(plane, BLOCK / 2), new Scale(halve(plane, average), BLOCK / 4)];
  const whole = new Float64Array(BLOCK * BLOCK);
  const blocks: HeadBlock[] = [];
  for (let i = 0; i < (2 * plane.rows) / BLOCK - 1; i++) {
    for (let j = 0; j < (2 * plane.columns) / BLOCK - 1; j++) {
      copy(plane, BLOCK, i, j, whole);
      const level = mean(whole);
      if (!(level > HEAD)) continue;
      const { diagonal: s1, straight: straight1 } = fine.at(i, j);
      const { diagonal: s2, straight: straight2, energy: edges } = coarse.at(i, j);
      blocks.push({ row: i, column: j, mean: level, s1, straight1, s2, straight2, edges });
    }
  }
  return blocks;
}
