import type { HeadBlock } from './headBlocks';
import { median, quantile } from './quantile';
import reading from './noiseReading.json' with { type: 'json' };

/**
 * Standard deviation of the noise from the detail of a slice's blocks. How the quantiles of four kinds of detail lie to each other says what is
 * noise, how correlated it is, and what is fine anatomy; a small regression, fitted on slices with noise of known level, turns them into σ. The
 * twin of `Reading` in models/training/noise_level.py, which explains it; models/training/fit_noise_level.py makes noiseReading.json.
 */
const QUANTILES = [0.02, 0.05, 0.2, 0.5, 0.75] as const;
/** The quantile of the finest diagonal detail that all others are taken relative to, so that the reading scales with the noise. */
const REFERENCE = 2;
/** Features end at so many standard deviations of those in the fit. */
const BEYOND = 4;

/** @param blocks at least one. @returns σ in units */
export function noiseOf(blocks: readonly HeadBlock[]): number {
  const kinds = [blocks.map((b) => b.s1), blocks.map((b) => b.straight1), blocks.map((b) => b.s2), blocks.map((b) => b.straight2)];
  const details = kinds.flatMap((values) => QUANTILES.map((share) => Math.log(quantile(values, share))));
  const reference = details[REFERENCE] ?? NaN;
  const relative = details.filter((_, k) => k !== REFERENCE).map((detail) => detail - reference);
  return Math.exp(reference + regression([...relative, reference, Math.log(median(blocks.map((b) => b.mean)))]));
}

/** One hidden layer. */
function regression(features: readonly number[]): number {
  const standard = features.map((feature, k) => {
    const value = (feature - reading.mean[k]!) / reading.deviation[k]!;
    return Math.min(BEYOND, Math.max(-BEYOND, value));
  });
  return reading.hidden.reduce((total, weights, unit) => {
    const sum = weights.reduce((part, weight, k) => part + weight * standard[k]!, reading.bias[unit]!);
    return total + reading.out[unit]! * Math.tanh(sum);
  }, reading.offset);
}
