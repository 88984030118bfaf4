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
