import type { SlicePlane, Vector3 } from '../Volume';

/** Place in a slice: column, row; whole numbers are the middles of pixels. */
export type PixelPoint = readonly [column: number, row: number];

const dot = (a: Vector3, b: Vector3) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const from = (origin: Vector3, p: Vector3): Vector3 => [p[0] - origin[0], p[1] - origin[1], p[2] - origin[2]];

/** A point of the patient coordinate system (mm) in the pixels of a slice; what it lies above or below the plane is dropped. */
export function toPixel(point: Vector3, { position, rowCosines, columnCosines, rowSpacing, columnSpacing }: SlicePlane): PixelPoint {
  const d = from(position, point);
  return [dot(d, rowCosines) / columnSpacing, dot(d, columnCosines) / rowSpacing];
}

/** How far a point lies above the plane of a slice, mm; below it, negative. */
export function heightOver(point: Vector3, { position, rowCosines: r, columnCosines: c }: SlicePlane): number {
  const normal: Vector3 = [r[1] * c[2] - r[2] * c[1], r[2] * c[0] - r[0] * c[2], r[0] * c[1] - r[1] * c[0]];
  return dot(from(position, point), normal);
}

/** Distance of a point from the plane of a slice, mm. */
export const distanceTo = (point: Vector3, plane: SlicePlane): number => Math.abs(heightOver(point, plane));

/**
 * The pixels whose middles lie inside a closed polygon (even-odd rule), row-major: 1 inside. A middle on an edge belongs to the left and upper
 * of two polygons that share it, so that neighbours neither overlap nor leave a gap.
 *
 * @param onto turned over inside the polygon and returned: several polygons in turn follow the even-odd rule together, so that one inside another
 *   is a hole
 */
export function rasterise(
  polygon: readonly PixelPoint[],
  rows: number,
  columns: number,
  onto: Uint8Array<ArrayBuffer> = new Uint8Array(rows * columns),
): Uint8Array<ArrayBuffer> {
  let [top, bottom] = [rows, -1];
  for (const [, y] of polygon) [top, bottom] = [Math.min(top, Math.ceil(y)), Math.max(bottom, Math.floor(y))];
  for (let row = Math.max(0, top); row <= Math.min(rows - 1, bottom); row++) {
    const crossings: number[] = [];
    polygon.forEach(([x, y], i) => {
      const [x2, y2] = polygon[(i + 1) % polygon.length] ?? [x, y];
      if (y < row === y2 < row) return;
      crossings.push(x + ((row - y) / (y2 - y)) * (x2 - x));
    });
    crossings.sort((a, b) => a - b);
    for (let k = 0; k + 1 < crossings.length; k += 2) {
      const first = Math.max(0, Math.ceil(crossings[k] ?? 0));
      const end = Math.min(columns, Math.ceil(crossings[k + 1] ?? 0));
      for (let i = row * columns + first; i < row * columns + end; i++) onto[i] = onto[i] ? 0 : 1;
    }
  }
  return onto;
}
