import { DiffusionError } from '../core/errors';
import { unevenStep } from '../rules/gaps';
import type { SlicePlane, Vector3 } from '../volume/Volume';
import type { Affine } from './affine';
import type { NiftiHeader } from './header';

/** Voxels: a corner of the series may lie this far from the centre of a voxel of the mask. */
const TOLERANCE = 0.1;
/** Slices of a mask for each slice of a series with gaps: a mask with more of them is of another series. */
const MOST_MISSING = 100;

/** Millimetres in NIfTI's axes → voxel indices, by Cramer's rule. */
function voxelsOf([[a, b, c, x] = [1, 0, 0, 0], [d, e, f, y] = [0, 1, 0, 0], [g, h, i, z] = [0, 0, 1, 0]]: Affine) {
  const determinant = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  return ([px, py, pz]: Vector3): Vector3 => {
    const [u, v, w] = [px - x, py - y, pz - z];
    return [
      (u * (e * i - f * h) + v * (c * h - b * i) + w * (b * f - c * e)) / determinant,
      (u * (f * g - d * i) + v * (a * i - c * g) + w * (c * d - a * f)) / determinant,
      (u * (d * h - e * g) + v * (b * g - a * h) + w * (a * e - b * d)) / determinant,
    ];
  };
}

/** Centre of a pixel, mm in NIfTI's axes: x to the right, y to the front. */
function pixelCentre({ position, rowCosines, columnCosines, rowSpacing, columnSpacing }: SlicePlane, r: number, c: number): Vector3 {
  const at = (k: 0 | 1 | 2) => position[k] + c * columnSpacing * rowCosines[k] + r * rowSpacing * columnCosines[k];
  return [-at(0), -at(1), at(2)];
}

const refuse = ({ size }: NiftiHeader, allowed: string) =>
  new DiffusionError('REGION_GRID', { measured: `a mask of ${size.join(' × ')} voxels`, allowed });

/** Whether a mask has as many voxels as a series, before any of them is read. @throws DiffusionError REGION_GRID */
export function checkMaskSize(header: NiftiHeader, planes: readonly (SlicePlane | undefined)[]): void {
  const [first] = planes;
  const found = [first?.columns ?? 0, first?.rows ?? 0, planes.length];
  const share = header.size.reduce((n, length) => n * length, 1) / found.reduce((n, length) => n * length, 1);
  // A mask is even: where slices of the series are missing it has more of them.
  if (share !== 1 && !(share > 1 && share <= MOST_MISSING && unevenStep(planes)))
    throw refuse(header, `${found.join(' × ')} as the series has`);
}

/**
 * A NIfTI mask on the slices of a series, whatever the order of its axes: its voxels must be those of the series.
 *
 * @param inside one per voxel in the order of the file: 1 inside
 * @param planes of the series, in the order of its volume
 * @returns one per plane: 1 inside
 * @throws DiffusionError REGION_GRID
 */
export function maskOnPlanes(header: NiftiHeader, inside: Uint8Array, planes: readonly (SlicePlane | undefined)[]): Uint8Array[] {
  checkMaskSize(header, planes);
  const { size, affine } = header;
  const toVoxel = voxelsOf(affine);
  const masks = planes.map((plane) => {
    if (!plane) throw refuse(header, 'a series whose slices have positions');
    const { rows, columns } = plane;
    const corner = (r: number, c: number): Vector3 => {
      const voxel = toVoxel(pixelCentre(plane, r, c));
      const near = voxel.map(Math.round) as unknown as Vector3;
      const fits = near.every((n, k) => n >= 0 && n < (size[k] ?? 0) && Math.abs((voxel[k] ?? NaN) - n) <= TOLERANCE);
      if (!fits) throw refuse(header, 'voxels at the places of the series');
      return near;
    };
    const start = corner(0, 0);
    const step = (end: Vector3, count: number) => start.map((n, k) => (count > 1 ? ((end[k] ?? n) - n) / (count - 1) : 0));
    const [down, along] = [step(corner(rows - 1, 0), rows), step(corner(0, columns - 1), columns)];
    if (![...down, ...along].every(Number.isInteger)) throw refuse(header, 'voxels as large as those of the series');
    const index = (voxel: readonly number[]) => (voxel[0] ?? 0) + size[0] * ((voxel[1] ?? 0) + size[1] * (voxel[2] ?? 0));
    const [from, rowStride, columnStride] = [index(start), index(down), index(along)];
    const mask = new Uint8Array(rows * columns);
    for (let n = 0; n < mask.length; n++) mask[n] = inside[from + Math.floor(n / columns) * rowStride + (n % columns) * columnStride] ?? 0;
    return mask;
  });
  const count = (all: Uint8Array) => all.reduce((sum, one) => sum + one, 0);
  const [kept, drawn] = [masks.reduce((sum, mask) => sum + count(mask), 0), count(inside)];
  if (drawn > kept) throw refuse(header, `nothing marked in slices that the series lacks (${drawn - kept} voxels are)`);
  return masks;
}
