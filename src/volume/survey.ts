import { at } from '../core/at';

/** One look at the slices of a stack; what was seen stays with the visitor. Arrays are only lent for the visit. */
export interface Pass {
  visit: (slice: Float32Array, index: number) => void;
  /** Which slices are looked at; all of them without. */
  only?: readonly number[];
}

/**
 * A measurement of a whole stack that holds one slice at a time: it yields the looks it needs, one after the other, and returns what it found.
 * The same numbers come out, bit for bit, whether the stack is in memory or fetched part by part.
 */
export type Survey<T> = Generator<Pass, T, void>;

/** The slices of a stack that is elsewhere: on the page, in a file. */
export interface SliceFetch {
  count: number;
  /** Row-major pixels in modality units, in the order asked for. */
  fetch(indices: readonly number[]): Promise<Float32Array[]>;
}

/** Of a stack in memory. */
export function surveyed<T>(survey: Survey<T>, slices: readonly Float32Array[]): T {
  for (;;) {
    const step = survey.next();
    if (step.done) return step.value;
    const { visit, only } = step.value;
    if (only) only.forEach((index) => visit(at(slices, index), index));
    else slices.forEach(visit);
  }
}

/** Neighbours in a list, `size` at a time. */
export function inParts<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, n) => list.slice(n * size, (n + 1) * size));
}

/** Of a stack that is elsewhere: at most `size` of its slices are held at a time. `pause` lets a cancel arrive. */
export async function surveyedInParts<T>(survey: Survey<T>, stack: SliceFetch, size: number, pause: () => Promise<void>): Promise<T> {
  const all = Array.from({ length: stack.count }, (_, index) => index);
  for (;;) {
    const step = survey.next();
    if (step.done) return step.value;
    const { visit, only = all } = step.value;
    for (const indices of inParts(only, size)) {
      await pause();
      const slices = await stack.fetch(indices);
      indices.forEach((index, n) => visit(at(slices, n), index));
    }
  }
}

/** The order in which slices are worked on: one first (that on screen), then its neighbours outwards. */
export function outwardOrder(slices: number, first: number): number[] {
  const centre = Math.min(slices - 1, Math.max(0, Math.round(first)));
  return Array.from({ length: slices }, (_, k) => k).sort((a, b) => Math.abs(a - centre) - Math.abs(b - centre) || a - b);
}
