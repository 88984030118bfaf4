import type { Row } from '../diffusion/rows';
import { History } from './history';

/**
 * The rows in float64 with any denoiser: the yardstick of the other backends and of the samplers' tests.
 *
 * @returns the state after each row
 */
export function runReference(
  start: Float64Array,
  rows: readonly Row[],
  denoiser: (x: Float64Array, sigma: number) => Float64Array,
): Float64Array[] {
  const history = new History<Float64Array>();
  let x = start;
  return rows.map((row) => {
    if (row.evaluateAt !== undefined) history.push(x, denoiser(x, row.evaluateAt));
    x = history.combine(row, x, new Float64Array(x.length));
    return x;
  });
}
