import { cross, dot, minus } from './vectors';
import type { SlicePlane, Vector3 } from './Volume';

/** Place in a slice: column, row; whole numbers are the middles of pixels. */
export type PixelPoint = readonly [column: number, row: number];

type Cosines = Pick<SlicePlane, 'rowCosines' | 'columnCosines'>;

/** Unit vector across the slice, in the patient coordinate system (the cross product of row and column cosines). */
export const normalOf = ({ rowCosines, columnCosines }: Cosines): Vector3 => cross(rowCosines, columnCosines);

/** Where a place of a slice lies in the patient, mm (PS3.3 C.7.6.2.1.1). */
export function toWorld(
  { position, rowCosines, columnCosines, rowSpacing, columnSpacing }: SlicePlane,
  [column, row]: PixelPoint,
): Vector3 {
  const at = (k: 0 | 1 | 2) => position[k] + column * columnSpacing * rowCosines[k] + row * rowSpacing * columnCosines[k];
  return [at(0), at(1), at(2)];
}

/** A point of the patient coordinate system (mm) in the pixels of a slice; what it lies above or below the plane is dropped. */
export function toPixel(point: Vector3, { position, rowCosines, columnCosines, rowSpacing, columnSpacing }: SlicePlane): PixelPoint {
  const d = minus(point, position);
  return [dot(d, rowCosines) / columnSpacing, dot(d, columnCosines) / rowSpacing];
}

/** How far a point lies above the plane of a slice, mm; below it, negative. */
export const heightOver = (point: Vector3, plane: SlicePlane): number => dot(minus(point, plane.position), normalOf(plane));

/** Distance of a point from the plane of a slice, mm. */
export const distanceTo = (point: Vector3, plane: SlicePlane): number => Math.abs(heightOver(point, plane));
