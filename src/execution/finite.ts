import { DiffusionError } from '../core/errors';

/**
 * Looks at every number once, without a branch for each: v − v is 0, or NaN where v is not finite.
 *
 * @throws DiffusionError OUTPUT_NOT_FINITE with the first of them
 */
export function checkFinite(values: Float32Array | Float64Array, what: string): void {
  let rest = 0;
  for (let i = 0; i < values.length; i++) rest += values[i]! - values[i]!;
  if (rest === 0) return;
  const index = values.findIndex((value) => !Number.isFinite(value));
  throw new DiffusionError('OUTPUT_NOT_FINITE', { measured: `${values[index]} at pixel ${index} of ${what}` });
}
