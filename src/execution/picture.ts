import { DiffusionError } from '../core/errors';
import { checkFinite } from './finite';

/** Fewer pixels than these are too few to tell a coincidence from a network that did nothing. */
const LEAST = 256;
/** A network computes in 24 bits: what it really changes is far more than this share of the range. */
const EXACT = 1e-5;

/** Whether b = k·a + m to the last digits: what is left of a picture when a network returns nothing, or what it was given. */
function isAffine(a: Float32Array, b: Float32Array): boolean {
  const { length } = a;
  let [meanA, meanB] = [0, 0];
  for (let i = 0; i < length; i++) [meanA, meanB] = [meanA + a[i]! / length, meanB + b[i]! / length];
  let [aa, ab, low, high] = [0, 0, Infinity, -Infinity];
  for (let i = 0; i < length; i++) {
    const [da, value] = [a[i]! - meanA, b[i]!];
    aa += da * da;
    ab += da * (value - meanB);
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (!(aa > 0)) return false;
  const [slope, most] = [ab / aa, EXACT * (high - low)];
  for (let i = 0; i < length; i++) if (Math.abs(b[i]! - meanB - slope * (a[i]! - meanA)) > most) return false;
  return true;
}

export const isFlat = (values: Float32Array): boolean => values.every((value) => value === values[0]);
const same = (a: Float32Array, b: Float32Array): boolean => a.length === b.length && a.every((value, i) => value === b[i]);

/** A slice that was finished before this one, as it began and as it ended. */
export interface Before {
  start: Float32Array;
  state: Float32Array;
}

/** @throws DiffusionError OUTPUT_STALE where another start ended with the very picture of the one before */
export function checkNew(state: Float32Array, start: Float32Array, before?: Before): void {
  if (before && same(before.state, state) && !same(before.start, start)) throw new DiffusionError('OUTPUT_STALE');
}

/**
 * What a backend hands back is a picture, and a new one. A device whose memory ran out, or whose work was dropped, answers with what lay there.
 *
 * @throws DiffusionError OUTPUT_NOT_FINITE, OUTPUT_CONSTANT, OUTPUT_STALE, OUTPUT_UNCHANGED
 */
export function checkPicture(state: Float32Array, start: Float32Array, before?: Before): void {
  checkFinite(state, 'the result');
  // A slice of air alone may well come out flat; one that holds something may not.
  if (isFlat(start)) return;
  if (isFlat(state)) throw new DiffusionError('OUTPUT_CONSTANT', { measured: `${state[0]} everywhere` });
  checkNew(state, start, before);
  if (state.length >= LEAST && isAffine(start, state)) throw new DiffusionError('OUTPUT_UNCHANGED');
}

/** What a network has returned last: one that computes gives a picture for a picture, and another one for another. */
export class FreshOutput {
  private last: { input: Float32Array; output: Float32Array } | undefined;

  /** @throws DiffusionError OUTPUT_CONSTANT, OUTPUT_STALE */
  check(input: Float32Array, output: Float32Array): void {
    const { last } = this;
    this.last = { input: input.slice(), output: output.slice() };
    // What is not a number is found where the picture is made.
    if (isFlat(input) || !Number.isFinite(output[0])) return;
    if (isFlat(output)) throw new DiffusionError('OUTPUT_CONSTANT', { measured: `${output[0]} everywhere` });
    if (last && same(last.output, output) && !same(last.input, input)) throw new DiffusionError('OUTPUT_STALE');
  }
}
