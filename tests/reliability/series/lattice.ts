import type { SlicePlane, Vector3 } from '../../../src/volume/Volume';
import type { Case } from './axes';

/** Points of the drawn head: right to left, front to back, feet to head. */
export const SIZE = [14, 12, 10] as const;
const STEPS = 6;
const ORIGIN: Vector3 = [-31.25, 17.5, -208.75];

/** A head in points: an ellipsoid with a ramp, and five landmarks that no other point is like. From 0 to 1. */
export const LANDMARKS: readonly Vector3[] = [
  [7, 6, 3],
  [3, 6, 3],
  [7, 2, 3],
  [7, 6, 5],
  [10, 8, 1],
];
export function headAt(i: number, j: number, l: number): number {
  const landmark = LANDMARKS.findIndex(([x, y, z]) => x === i && y === j && z === l);
  if (landmark >= 0) return 1 - 0.04 * landmark;
  const radius = Math.hypot((i - 6.7) / 6, (j - 5.6) / 5, (l - 3.4) / 7);
  return radius > 1 ? 0 : 0.2 + 0.02 * i + 0.015 * j + 0.02 * l + (radius < 0.4 ? 0.1 : 0);
}

const turned = ([x, y, z]: Vector3, axis: 0 | 2, degrees: number): Vector3 => {
  const [c, s] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  return axis === 0 ? [x, c * y - s * z, s * y + c * z] : [c * x - s * y, s * x + c * y, z];
};
const oblique = (vector: Vector3, how: Case['oblique']): Vector3 =>
  how === 'none' ? vector : how === '7°' ? turned(vector, 0, 7) : turned(turned(vector, 0, 11.3), 2, -6.4);

const PLANES = {
  axial: [0, 1, 2],
  coronal: [0, 2, 1],
  sagittal: [1, 2, 0],
} as const;

/** A slice: which point of the head each pixel is, and what its header says of its place. */
export interface DrawnSlice {
  rows: number;
  columns: number;
  /** Of a pixel. */
  point: (r: number, c: number) => Vector3;
  position: Vector3;
  orientation: readonly number[];
  pixelSpacing: readonly [number, number];
}

/** The slices of a case, along one line, and the place of each point of the head in the patient. */
export function slicesOf(row: Case) {
  const axes = PLANES[row.plane];
  const [rowSpacing = 1, columnSpacing = 1] = row.pixels.split('\\').map(Number);
  const step = Number(row.step);
  const across = row.turn === 'transposed' ? [axes[1], axes[0]] : [axes[0], axes[1]];
  const [cAxis = 0, rAxis = 1] = across;
  const kAxis = axes[2];
  const unit = (axis: number): Vector3 => oblique([axis === 0 ? 1 : 0, axis === 1 ? 1 : 0, axis === 2 ? 1 : 0], row.oblique);
  const spacing = [0, 0, 0];
  spacing[cAxis] = columnSpacing;
  spacing[rAxis] = rowSpacing;
  spacing[kAxis] = step;
  const worldOf = (point: Vector3): Vector3 => {
    const sum = [...ORIGIN];
    point.forEach((n, axis) => unit(axis).forEach((part, d) => (sum[d] = (sum[d] ?? 0) + n * (spacing[axis] ?? 0) * part)));
    return sum as unknown as Vector3;
  };
  const [mirrorC, mirrorR] = [
    row.turn === 'columns mirrored' || row.turn === 'turned by 180°',
    row.turn === 'rows mirrored' || row.turn === 'turned by 180°',
  ];
  const sign = (vector: Vector3, mirrored: boolean) => vector.map((part) => (mirrored ? -part : part));
  const [columns, rows] = [SIZE[cAxis] ?? 0, SIZE[rAxis] ?? 0];
  const digits = row.oblique === 'three decimals' ? 3 : 9;
  const slices = Array.from({ length: STEPS }, (_, k): DrawnSlice => {
    const point = (r: number, c: number): Vector3 => {
      const at = [0, 0, 0];
      at[cAxis] = mirrorC ? columns - 1 - c : c;
      at[rAxis] = mirrorR ? rows - 1 - r : r;
      at[kAxis] = k + 1;
      return at as unknown as Vector3;
    };
    return {
      ...{ rows, columns, point, position: worldOf(point(0, 0)) },
      orientation: [...sign(unit(cAxis), mirrorC), ...sign(unit(rAxis), mirrorR)].map((part) => Number(part.toFixed(digits))),
      pixelSpacing: [rowSpacing, columnSpacing],
    };
  });
  return { slices, worldOf };
}

/** Where a pixel lies by a plane, mm. */
export const placeIn = ({ position, rowCosines, columnCosines, rowSpacing, columnSpacing }: SlicePlane, r: number, c: number): Vector3 =>
  position.map((p, d) => p + c * columnSpacing * (rowCosines[d] ?? 0) + r * rowSpacing * (columnCosines[d] ?? 0)) as unknown as Vector3;
