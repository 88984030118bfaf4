import type { StackOrder } from '../../src/volume/gate';

/** Along the normal → in the viewer's order. */
export function inViewerOrder<T>({ order }: StackOrder, values: readonly T[]): T[] {
  const out: T[] = [];
  order.forEach((index, k) => {
    const value = values[k];
    if (value !== undefined) out[index] = value;
  });
  return out;
}

/** Places, from 1 in the viewer's order, of the slices that have a flag; the flags lie along the normal. */
export const positions = ({ order }: StackOrder, flags: readonly boolean[]): number[] =>
  order.flatMap((index, k) => (flags[k] ? [index + 1] : [])).sort((a, b) => a - b);
