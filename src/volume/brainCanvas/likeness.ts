import type { BrainCanvas } from './canvas';

/** What a restorer's manifest says of the slices it was trained on (models/training/healthy/likeness.py, its twin). */
export interface Likeness {
  /** Per cent of the pixels of the brain. */
  quantiles: readonly number[];
  /** Pixels: beyond the first and up to the second step from the edge is rim. */
  rim: readonly [number, number];
  core: { beyond: number; pixels: number };
  /** Of the quantiles, rim over core, and the standard deviation. */
  mean: readonly number[];
  /** Inverse of their covariance. */
  precision: readonly (readonly number[])[];
  /** Largest distance of a series (median over its slices) and of a slice alone that counts as alike. */
  limits: { series: number; slice: number };
}

/** Steps along rows and columns from each pixel of the brain to the nearest one outside; beyond the picture is outside. */
function depths({ brain, rows, columns }: BrainCanvas): Uint16Array {
  const depth = Uint16Array.from(brain, (inside) => (inside === 1 ? 0xffff : 0));
  const at = (r: number, c: number) => (r < 0 || c < 0 || r >= rows || c >= columns ? 0 : (depth[r * columns + c] ?? 0));
  const pass = (r: number, c: number, step: 1 | -1) => {
    const i = r * columns + c;
    depth[i] = Math.min(depth[i] ?? 0, at(r - step, c) + 1, at(r, c - step) + 1);
  };
  for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) pass(r, c, 1);
  for (let r = rows - 1; r >= 0; r--) for (let c = columns - 1; c >= 0; c--) pass(r, c, -1);
  return depth;
}

const meanOf = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Interpolated between order statistics, as numpy does; `sorted` rises. */
function quantile(sorted: Float64Array, percent: number): number {
  const rank = (percent / 100) * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(rank)] ?? NaN, sorted[Math.ceil(rank)] ?? NaN];
  return low + (rank - Math.floor(rank)) * (high - low);
}

/** @returns undefined where the brain has too little core */
export function features(canvas: BrainCanvas, { quantiles, rim, core }: Likeness): number[] | undefined {
  const { image, brain } = canvas;
  const depth = depths(canvas);
  const among = (which: (i: number) => boolean) => Float64Array.from(image.filter((_, i) => which(i)));
  const inCore = among((i) => (depth[i] ?? 0) > core.beyond);
  if (inCore.length < core.pixels || meanOf(inCore) <= 0) return undefined;
  const inRim = among((i) => (depth[i] ?? 0) > rim[0] && (depth[i] ?? 0) <= rim[1]);
  const values = among((i) => brain[i] === 1).sort();
  const mean = meanOf(values);
  const spread = Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2)));
  return [...quantiles.map((percent) => quantile(values, percent)), meanOf(inRim) / meanOf(inCore), spread];
}

/** Mahalanobis distance of a slice to those of the training. */
export function distance(found: readonly number[], { mean, precision }: Likeness): number {
  const off = found.map((value, k) => value - (mean[k] ?? 0));
  const sum = off.reduce((all, a, j) => all + a * off.reduce((row, b, k) => row + b * (precision[j]?.[k] ?? 0), 0), 0);
  return Math.sqrt(Math.max(sum, 0));
}

/** How far the slices of a series are from those of the training (their median), and how far they may be; undefined where none has a core. */
export function unlikeness(canvases: readonly BrainCanvas[], like: Likeness): { distance: number; limit: number } | undefined {
  const found = canvases.map((canvas) => features(canvas, like)).filter((one) => one !== undefined);
  if (found.length === 0) return undefined;
  const far = Float64Array.from(found, (one) => distance(one, like)).sort();
  return { distance: quantile(far, 50), limit: canvases.length === 1 ? like.limits.slice : like.limits.series };
}
