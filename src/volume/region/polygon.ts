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

/** Distance of a point from the plane of a slice, mm. */
export function distanceTo(point: Vector3, { position, rowCosines: r, columnCosines: c }: SlicePlane): number {
  const normal: Vector3 = [r[1] * c[2] - r[2] * c[1], r[2] * c[0] - r[0] * c[2], r[0] * c[1] - r[1] * c[0]];
  return Math.abs(dot(from(position, point), normal));
}

/**
 * The pixels whose middles lie inside a closed polygon (even-odd rule), row-major: 1 inside. A middle on an edge belongs to the left and upper
 * of two polygons that share it, so that neighbours neither overlap nor leave a gap.
 */
export function rasterise(polygon: readonly PixelPoint[], rows: number, columns: number): Uint8Array<ArrayBuffer> {
  const mask = new Uint8Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const crossings: number[] = [];
    polygon.forEach(([x, y], i) => {
      const [x2, y2] = polygon[(i + 1) % polygon.length] ?? [x, y];
      if (y < row === y2 < row) return;
      crossings.push(x + ((row - y) / (y2 - y)) * (x2 - x));
    });
    crossings.sort((a, b) => a - b);
    for (let k = 0; k + 1 < crossings.length; k += 2) {
      const [first, last] = [Math.ceil(crossings[k] ?? 0), Math.ceil(crossings[k + 1] ?? 0) - 1];
      mask.fill(1, row * columns + Math.min(columns, Math.max(0, first)), row * columns + Math.min(columns, Math.max(0, last + 1)));
    }
  }
  return mask;
}
