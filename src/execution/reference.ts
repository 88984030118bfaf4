import type { Row } from '../diffusion/rows';
import { History, type Sources } from './history';

/**
 * The rows with any denoiser, in the precision of the start state (float64 is the yardstick of the other backends and of the samplers'
 * tests; float32 shows what a device will make of the same rows).
 *
 * @returns the state after each row
 */
export function runReference<T extends Float32Array | Float64Array = Float64Array>(
  start: T,
  rows: readonly Row[],
  denoiser: (x: T, sigma: number) => T,
  sources?: Sources<T>,
): T[] {
  const history = new History<T>();
  let x = start;
  return rows.map((row) => {
    if (row.evaluateAt !== undefined) history.push(x, denoiser(x, row.evaluateAt), row.limit);
    x = history.combine(row, x, x.slice() as T, sources);
    return x;
  });
}
