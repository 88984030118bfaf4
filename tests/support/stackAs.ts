import { Stack } from '../../src/volume/Stack';
import type { SlicePlane, Vector3 } from '../../src/volume/Volume';

interface Size {
  rows: number;
  columns: number;
  /** mm: between columns, between rows, between slices. */
  spacing: Vector3;
}

/** Axial slices with the place of the k-th one along the normal, in the list, at `order[k]`. */
export function stackAs(order: readonly number[], { rows, columns, spacing }: Size = { rows: 1, columns: 2, spacing: [1, 1, 1] }): Stack {
  const [columnSpacing, rowSpacing, gap] = spacing;
  const axes = { rowCosines: [1, 0, 0], columnCosines: [0, 1, 0] } as const;
  const planes: SlicePlane[] = [];
  order.forEach((listed, k) => (planes[listed] = { position: [0, 0, k * gap], ...axes, rows, columns, rowSpacing, columnSpacing }));
  return new Stack(planes, order, spacing);
}
