import { DiffusionError } from '../core/errors';

/** Rows of the 3 × 4 matrix from voxel indices (i, j, k, 1) to millimetres, x to the right, y to the front, z up (NIfTI-1, `nifti1.h`). */
export type Affine = readonly (readonly [number, number, number, number])[];

/** Two axes of voxels may lie this far from a right angle: what the headers' rounding makes stays far below. */
const RIGHT_ANGLE = 0.5;
/** A quaternion longer than 1 by less was rounded to float32. */
const ROUNDING = 1e-5;
/** What is left to 1 below it is rounding too, and not the first component of the quaternion (as nibabel has it). */
const EPSILON = { 1: 3 * 2 ** -23, 2: 3 * 2 ** -52 } as const;

/**
 * The affine of the quaternion form, `nifti1.h` method 2.
 *
 * @param version whose numbers are float32 in NIfTI-1, float64 in NIfTI-2
 * @param values quatern b, c, d and the offsets x, y, z
 * @param pixdim qfac and the voxel size
 * @throws DiffusionError NIFTI_DAMAGED for a quaternion longer than 1
 */
export function quaternionAffine(version: 1 | 2, values: readonly number[], [qfac, ...size]: readonly number[]): Affine {
  const [p = 0, q = 0, r = 0, x = 0, y = 0, z = 0] = values;
  const squares = p * p + q * q + r * r;
  if (squares > 1 + ROUNDING) {
    throw new DiffusionError('NIFTI_DAMAGED', { measured: `a quaternion of length ${Math.sqrt(squares).toFixed(3)}`, allowed: '1' });
  }
  const first = 1 - squares < EPSILON[version] ? 0 : Math.sqrt(1 - squares);
  const length = Math.hypot(first, p, q, r);
  const [a, b, c, d] = [first / length, p / length, q / length, r / length] as const;
  const rotation = [
    [a * a + b * b - c * c - d * d, 2 * (b * c - a * d), 2 * (b * d + a * c)],
    [2 * (b * c + a * d), a * a + c * c - b * b - d * d, 2 * (c * d - a * b)],
    [2 * (b * d - a * c), 2 * (c * d + a * b), a * a + d * d - c * c - b * b],
  ];
  const scale = [size[0] ?? 0, size[1] ?? 0, (size[2] ?? 0) * (qfac === -1 ? -1 : 1)];
  return rotation.map((row, i) => {
    const [u = 0, v = 0, w = 0] = row.map((value, k) => value * (scale[k] ?? 0));
    return [u, v, w, [x, y, z][i] ?? 0] as const;
  });
}

const determinant = ([[a, b, c] = [0, 0, 0, 0], [d, e, f] = [0, 0, 0, 0], [g, h, i] = [0, 0, 0, 0]]: Affine) =>
  a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);

export const columnLength = (affine: Affine, axis: number): number => Math.hypot(...affine.map((row) => row[axis] ?? 0));

/** @throws DiffusionError SINGULAR_AFFINE when the voxel axes are not three independent directions of finite length */
export function checkAffine(affine: Affine): Affine {
  const lengths = [0, 1, 2].map((axis) => columnLength(affine, axis));
  const share = Math.abs(determinant(affine)) / lengths.reduce((product, length) => product * length, 1);
  if (!affine.flat().every(Number.isFinite) || !(share > 1e-4)) {
    const measured = `voxel axes of ${lengths.map((length) => length.toFixed(2)).join(', ')} mm, determinant ${determinant(affine)}`;
    throw new DiffusionError('SINGULAR_AFFINE', { measured, allowed: 'three independent axes' });
  }
  return affine;
}

/**
 * Slices are pictures of square corners: where their rows and columns are not at right angles, distances and angles in them mean nothing.
 *
 * @throws DiffusionError AFFINE_SHEARED
 */
export function checkRightAngle(affine: Affine, first: number, second: number): void {
  const dot = affine.reduce((sum, row) => sum + (row[first] ?? 0) * (row[second] ?? 0), 0);
  const angle = (Math.acos(dot / columnLength(affine, first) / columnLength(affine, second)) * 180) / Math.PI;
  if (Math.abs(angle - 90) > RIGHT_ANGLE) {
    throw new DiffusionError('AFFINE_SHEARED', { measured: `${angle.toFixed(1)}°`, allowed: `90° ± ${RIGHT_ANGLE}°` });
  }
}
