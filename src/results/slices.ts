import { DiffusionError } from '../core/errors';

/** Slices in their order. An array of them is one; others make a slice whenever it is asked for, and hold none. */
export interface Slices extends Iterable<Float32Array> {
  readonly length: number;
  at(index: number): Float32Array | undefined;
}

/** Slices that are made anew each time they are asked for. */
export const madeSlices = (length: number, make: (index: number) => Float32Array): Slices => ({
  length,
  at: (index) => (index >= 0 && index < length ? make(index) : undefined),
  *[Symbol.iterator]() {
    for (let k = 0; k < length; k++) yield make(k);
  },
});

/** @throws DiffusionError MISSING_SLICE */
export function sliceAt(slices: Slices, index: number): Float32Array {
  const slice = slices.at(index);
  if (!slice) throw new DiffusionError('MISSING_SLICE', { measured: `no slice ${index + 1} of ${slices.length}` });
  return slice;
}
