import { heightOver } from '../../src/volume/plane';
import type { SlicePlane, Vector3 } from '../../src/volume/Volume';

/** Index of the slice on which a curve was drawn, or why there is none. */
export type CurveSlice = number | 'between' | 'other plane';

/** Cosine of the angle to the slices from which on a curve stands on them rather than lie on one: 30 degrees. */
const STEEP = Math.cos(Math.PI / 6);

/** True where the area that a closed curve encloses (its vector, by Newell) is turned away from the plane. */
function stands(points: readonly Vector3[], plane: SlicePlane): boolean {
  const [o = [0, 0, 0] as const] = points;
  const area: [number, number, number] = [0, 0, 0];
  const from = (v: Vector3): Vector3 => [v[0] - o[0], v[1] - o[1], v[2] - o[2]];
  points.forEach((p, i) => {
    const [a, b, c] = from(p);
    const [d, e, f] = from(points[i + 1] ?? o);
    area[0] += b * f - c * e;
    area[1] += c * d - a * f;
    area[2] += a * e - b * d;
  });
  const along = heightOver([area[0] + plane.position[0], area[1] + plane.position[1], area[2] + plane.position[2]], plane);
  return Math.abs(along) < STEEP * Math.hypot(...area);
}

/** How far the middle of a curve may lie off its slice, in slice distances: no other slice is nearer. */
const NEAREST = 0.5;

/**
 * Where a closed curve lies among the slices of a stack.
 *
 * @param points mm in the patient coordinate system
 * @param planes parallel to each other; undefined where a slice has none
 * @param sliceSpacing mm
 * @param tolerance how far each point may lie off the plane of the slice, in slice distances
 */
export function sliceOfCurve(
  points: readonly Vector3[],
  planes: readonly (SlicePlane | undefined)[],
  sliceSpacing: number,
  tolerance: number,
): CurveSlice {
  const plane = planes.find((one) => one !== undefined);
  if (!plane || points.length === 0) return 'between';
  if (stands(points, plane)) return 'other plane';
  const heights = points.map((point) => heightOver(point, plane));
  const middle = heights.reduce((sum, height) => sum + height, 0) / heights.length;
  if (heights.some((height) => Math.abs(height - middle) >= tolerance * sliceSpacing)) return 'other plane';
  const index = planes.findIndex((one) => {
    const offset = one ? heightOver(one.position, plane) : Infinity;
    const near = Math.abs(middle - offset) <= Math.min(NEAREST, tolerance) * sliceSpacing;
    return near && heights.every((height) => Math.abs(height - offset) < tolerance * sliceSpacing);
  });
  return index >= 0 ? index : 'between';
}
