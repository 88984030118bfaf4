import { gaussianBlur } from '../brainMask/filters';
import type { BrainCanvas } from './canvas';

/** Full width at half maximum of a Gaussian, in standard deviations, as the training counts it. */
const FWHM = 2.355;
/** scipy's reach of a Gaussian, in standard deviations. */
const REACH = 4;

/** Smoothed by `widthMm` (full width at half maximum), counting as 0 outside the brain; the canvas has pixels of `mm`. */
export function smoothed(score: Float32Array, { brain, rows, columns }: BrainCanvas, widthMm: number, mm: number): Float32Array {
  const sigma = widthMm / FWHM / mm;
  const inside = score.map((value, i) => (brain[i] === 1 ? value : 0));
  return gaussianBlur(inside, rows, columns, { y: sigma, x: sigma }, Math.trunc(REACH * sigma + 0.5), 'reflect');
}

/** Which way disease differs from healthy tissue: bright on FLAIR, dark on T1. */
export type Direction = 'brighter' | 'darker';

/** How much brighter, or darker, than the brain's median, in medians; 0 outside the brain. */
export function excess({ image, brain }: BrainCanvas, direction: Direction): Float32Array {
  const sign = direction === 'brighter' ? 1 : -1;
  return image.map((value, i) => (brain[i] === 1 ? Math.max(sign * (value - 1), 0) : 0));
}

/** A calibration table as a manifest holds it: `[score, evidence]`, both rising. */
export type Calibration = readonly (readonly [number, number])[];

/** Smallest width of the last step: no two scores shall tie, and none shall have endless evidence. */
const LAST_STEP = 1e-3;

/**
 * -log10 of the share of healthy pixels above a score: 2 is one healthy pixel in 100. Linear between the entries of the table, from (0, 0);
 * beyond its end it goes on in proportion to the last step.
 */
export function evidence(table: Calibration): (score: number) => number {
  const scores = Float64Array.of(0, ...table.map(([score]) => score));
  const values = Float64Array.of(0, ...table.map(([, value]) => value));
  const last = scores.length - 1;
  const rise = (k: number) => (values[k] ?? 0) - (values[k - 1] ?? 0);
  const width = (k: number) => (scores[k] ?? 0) - (scores[k - 1] ?? 0);
  return (score) => {
    let k = 1;
    while (k <= last && score > (scores[k] ?? 0)) k++;
    if (k > last) return (values[last] ?? 0) + ((score - (scores[last] ?? 0)) * rise(last)) / Math.max(width(last), LAST_STEP);
    return width(k) > 0 ? (values[k - 1] ?? 0) + (rise(k) * (score - (scores[k - 1] ?? 0))) / width(k) : (values[k] ?? 0);
  };
}
