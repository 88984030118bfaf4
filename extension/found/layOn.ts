import { DiffusionError } from '../../src/core/errors';
import type { Along, Stack } from '../../src/volume/Stack';
import type { SlicePlane, Vector3 } from '../../src/volume/Volume';

/** Where a slice of a filed object lies. */
export interface Placed {
  position: Vector3;
  rows: number;
  columns: number;
}

/** mm: positions are copied digit for digit, and rounded by careless archives. */
const TOLERANCE = 0.05;

const apart = (a: Vector3, b: Vector3) => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);

/**
 * The slice of a stack that a slice of a filed object lies on: same size, same first pixel.
 *
 * @throws DiffusionError FOUND_OTHER_GRID where it lies on none
 */
export function placeOn(stack: Stack, { position, rows, columns }: Placed): Along {
  if (!position.every(Number.isFinite)) throw new DiffusionError('FOUND_OTHER_GRID', { measured: 'a slice without a position' });
  const { slice } = stack.toPixel(position);
  const plane: SlicePlane = stack.plane(slice);
  const away = apart(plane.position, position);
  if (plane.rows !== rows || plane.columns !== columns)
    throw new DiffusionError('FOUND_OTHER_GRID', { measured: `${columns} × ${rows} pixels`, allowed: `${plane.columns} × ${plane.rows}` });
  if (!(away <= TOLERANCE))
    throw new DiffusionError('FOUND_OTHER_GRID', { measured: `a slice ${away.toFixed(1)} mm away from the nearest one` });
  return slice;
}

/**
 * Slices of a filed object along the normal of the source.
 *
 * @returns undefined for slices of the source that it has none for
 * @throws DiffusionError FOUND_OTHER_GRID where one lies on no slice, or two on the same
 */
export function layOn<T>(stack: Stack, slices: Iterable<Placed & { pixels: T }>): (T | undefined)[] {
  const laid = Array.from<T | undefined>({ length: stack.count });
  for (const { pixels, ...place } of slices) {
    const k = placeOn(stack, place);
    if (laid[k] !== undefined)
      throw new DiffusionError('FOUND_OTHER_GRID', { measured: `two slices in the place of slice ${stack.listedAt(k) + 1}` });
    laid[k] = pixels;
  }
  return laid;
}
