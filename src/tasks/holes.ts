import { DiffusionError } from '../core/errors';
import type { Volume } from '../volume/Volume';

/** Per slice: not 0 where a pixel is to be made anew, row-major; undefined leaves the slice as it is. */
export type Holes = readonly (Uint8Array | undefined)[];

/**
 * Indices of the slices that have a hole, which are the only ones worked on.
 *
 * @throws DiffusionError REGION_GRID, REGION_EMPTY, REGION_COVERS_ALL (a whole slice: nothing of it is left to go by)
 */
export function slicesWithHoles({ slices, rows, columns }: Volume, holes: Holes): number[] {
  const [found, wanted] = [holes.length, slices.length];
  if (found !== wanted) throw new DiffusionError('REGION_GRID', { measured: `${found} slices`, allowed: `${wanted}` });
  const sizes = holes.map((hole) => hole?.reduce((sum, v) => sum + (v ? 1 : 0), 0) ?? 0);
  holes.forEach((hole) => {
    if (hole && hole.length !== rows * columns)
      throw new DiffusionError('REGION_GRID', { measured: `${hole.length} pixels`, allowed: `${rows} × ${columns}` });
  });
  if (sizes.every((size) => size === 0)) throw new DiffusionError('REGION_EMPTY');
  const full = sizes.findIndex((size) => size === rows * columns);
  if (full >= 0) throw new DiffusionError('REGION_COVERS_ALL', { measured: `slice ${full + 1} covered whole` });
  return sizes.flatMap((size, k) => (size > 0 ? [k] : []));
}

/** What is known of each slice: 0 in the hole, whatever it held. Slices without a hole are the source's own arrays. */
export const knownSlices = ({ slices }: Volume, holes: Holes): Float32Array[] =>
  slices.map((slice, k) => {
    const hole = holes[k];
    return hole ? slice.map((value, i) => (hole[i] ? 0 : value)) : slice;
  });

/** How large the holes are together. */
export function holeSize({ spacing }: Volume, holes: Holes): { voxels: number; millilitres: number } {
  const voxels = holes.reduce((sum, hole) => sum + (hole?.reduce((n, v) => n + (v ? 1 : 0), 0) ?? 0), 0);
  return { voxels, millilitres: (voxels * spacing[0] * spacing[1] * spacing[2]) / 1000 };
}
