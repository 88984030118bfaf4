import { DiffusionError } from '../../src/core/errors';
import { toPixel } from '../../src/volume/plane';
import { rasterise } from '../../src/volume/region/polygon';
import type { SlicePlane, Vector3 } from '../../src/volume/Volume';
import { ui } from '../i18n';
import type { Candidate } from './candidates';
import { sliceOfCurve } from './curveSlice';

/** One curve of a segment: around a part of it, or around a hole in such a part. */
export interface Contour {
  /** mm in the patient coordinate system. */
  points: readonly Vector3[];
  closed: boolean;
}

/**
 * How far, in slice distances, a contour may lie off its slice. Less than of a single outline: contours made for other slices, taken to the
 * nearest one, would come to lie on each other and be holes of each other.
 */
const ON_SLICE = 0.1;

/**
 * What the contours of one segment enclose, even-odd over all on the same slice.
 *
 * @param planes in the viewer's order, as the masks
 * @param sliceSpacing mm
 * @returns with a problem and without a mask where one of them is open or lies on no slice: part of a segment is not that segment
 */
export function fillContours(
  contours: readonly Contour[],
  planes: readonly (SlicePlane | undefined)[],
  sliceSpacing: number,
): Pick<Candidate, 'masks' | 'problem'> {
  const masks: (Uint8Array<ArrayBuffer> | undefined)[] = planes.map(() => undefined);
  const drawn = contours.filter(({ points }) => points.length > 0);
  const places = drawn.map(({ points }) => sliceOfCurve(points, planes, sliceSpacing, ON_SLICE));
  const off = (place: 'between' | 'other plane') => places.filter((one) => one === place).length;
  const refused = (measured: string) => ({ masks, problem: new DiffusionError('REGION_PLANE', { measured }).toData() });
  if (drawn.some(({ closed }) => !closed)) return { masks, problem: new DiffusionError('REGION_OPEN').toData() };
  if (off('other plane') > 0) return refused(ui.inpaint.contoursOtherPlane(off('other plane'), drawn.length));
  if (off('between') > 0) return refused(ui.inpaint.contoursBetween(off('between'), drawn.length));
  drawn.forEach(({ points }, n) => {
    const index = Number(places[n]);
    const plane = planes[index];
    if (!plane) return;
    const polygon = points.map((point) => toPixel(point, plane));
    masks[index] = rasterise(polygon, plane.rows, plane.columns, masks[index]);
  });
  return { masks };
}
