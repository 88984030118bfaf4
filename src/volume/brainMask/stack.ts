/** A stack of slices in canonical axial order: x (columns) to the patient's right, y (rows) to the front, slices upwards. */
export interface AxialStack {
  slices: readonly Float32Array[];
  rows: number;
  columns: number;
  /** mm between rows and between columns. */
  spacing: { y: number; x: number };
}

/** The network's grid: SIZE × SIZE points, SPACING mm apart. */
export const SIZE = 128;
export const SPACING = 2;
