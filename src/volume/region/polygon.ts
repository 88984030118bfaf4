import type { PixelPoint } from '../plane';

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
