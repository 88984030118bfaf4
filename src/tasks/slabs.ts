import { inParts, type SliceFetch } from '../volume/survey';
import type { Volume, VolumeGrid } from '../volume/Volume';

/** Slices that are in memory together. */
export interface Slab {
  /** Holds the slices of `only`, each at its own index in the series, so that noise and masks find the same numbers as in the whole. */
  volume: Volume;
  only: readonly number[];
  /** How many slices were done before this slab. */
  before: number;
}

/**
 * Works through the slices of a stack, `size` of them in memory at a time. What is true of the whole series (unit, noise level, order) was
 * found before by a survey; the networks see one slice at a time, so no slab needs its neighbours, and any size gives the same pixels.
 */
export async function bySlabs(
  grid: VolumeGrid,
  stack: SliceFetch,
  order: readonly number[],
  size: number,
  work: (slab: Slab) => Promise<'done' | 'cancelled'>,
): Promise<'done' | 'cancelled'> {
  let before = 0;
  for (const only of inParts(order, size)) {
    const fetched = await stack.fetch(only);
    const slices: Float32Array[] = [];
    slices.length = stack.count;
    fetched.forEach((slice, n) => (slices[only[n] ?? 0] = slice));
    if ((await work({ volume: { ...grid, slices }, only, before })) === 'cancelled') return 'cancelled';
    before += only.length;
  }
  return 'done';
}
