import { at as elementOf } from '../core/at';
import { DiffusionError } from '../core/errors';

/** Small numerics of schedules and samplers, in float64. */

/** @throws DiffusionError BAD_OPTION unless steps is a whole number from 1 */
export function checkSteps(steps: number): void {
  if (Number.isInteger(steps) && steps >= 1) return;
  throw new DiffusionError('BAD_OPTION', { measured: `${steps} steps`, allowed: 'a whole number, 1 or more' });
}

/** The i-th number of a list that is known to be long enough. @throws DiffusionError INTERNAL where it is not */
export const at = (list: readonly number[], i: number): number => elementOf(list, i, 'number');

/** `count` numbers from first to last, both included; one number is the first. */
export function linspace(first: number, last: number, count: number): number[] {
  const step = (last - first) / (count - 1);
  return Array.from({ length: count }, (_, i) => (i === 0 ? first : i === count - 1 ? last : first + i * step));
}

/** Python's and NumPy's rounding, which the published tables were made with: halves go to the even neighbour. */
export function roundHalfEven(x: number): number {
  const below = Math.floor(x);
  const rest = x - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 !== 0) ? below + 1 : below;
}

/** Linear interpolation of y over ascending x; ends are held, as NumPy does, or continued with the outer slope. */
export function interpolate(x: readonly number[], y: readonly number[], position: number, beyond: 'hold' | 'continue' = 'hold'): number {
  const last = x.length - 1;
  if (beyond === 'hold' && position <= at(x, 0)) return at(y, 0);
  if (beyond === 'hold' && position >= at(x, last)) return at(y, last);
  const after = x.findIndex((value) => value >= position);
  const k = Math.min(Math.max((after < 0 ? last : after) - 1, 0), last - 1);
  return at(y, k) + ((position - at(x, k)) * (at(y, k + 1) - at(y, k))) / (at(x, k + 1) - at(x, k));
}

/** Solves the small system A·x = b by elimination with pivoting. */
export function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, i) => [...row, at(right, i)]);
  rows.forEach((_, k) => {
    const pivot = rows.reduce(
      (best, row, i) => (i >= k && Math.abs(at(row, k)) > Math.abs(at(elementOf(rows, best, 'row'), k)) ? i : best),
      k,
    );
    const head = elementOf(rows, pivot, 'row');
    [rows[k], rows[pivot]] = [head, elementOf(rows, k, 'row')];
    rows.forEach((row, i) => {
      if (i === k) return;
      const factor = at(row, k) / at(head, k);
      rows[i] = row.map((value, j) => value - factor * at(head, j));
    });
  });
  return rows.map((row, i) => at(row, right.length) / at(row, i));
}
