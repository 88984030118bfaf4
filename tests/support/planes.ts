import type { SlicePlane } from '../../src/volume/Volume';

/** An axial slice at a height, mm. */
export const plane = (z: number, change: Partial<SlicePlane> = {}): SlicePlane => ({
  position: [-100, -120, z],
  rowCosines: [1, 0, 0],
  columnCosines: [0, 1, 0],
  rows: 256,
  columns: 256,
  rowSpacing: 0.86,
  columnSpacing: 0.86,
  ...change,
});

/** One above the other, in the order of the heights. */
export const planesAt = (heights: readonly number[]): SlicePlane[] => heights.map((z) => plane(z));
