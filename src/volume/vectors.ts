import type { Vector3 } from './Volume';

export const dot = (a: Vector3, b: Vector3): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
export const minus = (a: Vector3, b: Vector3): Vector3 => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
export const cross = (a: Vector3, b: Vector3): Vector3 => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];

const times = (a: Vector3, factor: number): Vector3 => [a[0] * factor, a[1] * factor, a[2] * factor];
const plus = (a: Vector3, b: Vector3): Vector3 => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
const unit = (a: Vector3): Vector3 => times(a, 1 / Math.hypot(...a));

/** Directions of rows and columns; unit vectors at right angles, once rounding is taken out. */
export interface Directions {
  rowCosines: Vector3;
  columnCosines: Vector3;
}

/** Rounding that changes no coordinate by more than the last digits of a position. */
const EXACT = 1e-5;
/** What rounding to two decimals does: a length within 0.5 % of 1, an angle within 0.3° of 90°. What is further off was never meant so. */
export const ROUNDED = 5e-3;

/** How far two directions are from unit vectors at right angles: the largest error of a length, and the cosine between them. */
export const directionError = ({ rowCosines, columnCosines }: Directions): number =>
  Math.max(Math.abs(Math.hypot(...rowCosines) - 1), Math.abs(Math.hypot(...columnCosines) - 1), Math.abs(dot(rowCosines, columnCosines)));

/**
 * The unit vectors at right angles that are nearest to two directions (Löwdin's symmetric orthonormalisation); the directions themselves where
 * they are exact, or too far off (`ROUNDED`), which a rule of geometry refuses.
 */
export function asUnitVectors(given: Directions): Directions {
  const error = directionError(given);
  if (!(error > EXACT && error <= ROUNDED)) return { rowCosines: given.rowCosines, columnCosines: given.columnCosines };
  const [row, column] = [unit(given.rowCosines), unit(given.columnCosines)];
  const [sum, difference] = [unit(plus(row, column)), unit(minus(row, column))];
  return { rowCosines: times(plus(sum, difference), Math.SQRT1_2), columnCosines: times(minus(sum, difference), Math.SQRT1_2) };
}
