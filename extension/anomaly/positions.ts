import type { StackOrder } from '../../src/volume/gate';

/** Places, from 1 in the viewer's order, of the slices that have a flag; the flags lie along the normal. */
export const positions = ({ order }: StackOrder, flags: readonly boolean[]): number[] =>
  order.flatMap((index, k) => (flags[k] ? [index + 1] : [])).sort((a, b) => a - b);
