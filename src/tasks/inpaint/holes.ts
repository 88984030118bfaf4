import { DiffusionError } from '../../core/errors';
import type { VolumeGrid } from '../../volume/Volume';

/** Per slice: not 0 where a pixel is to be made anew, row-major; undefined leaves the slice as it is. */
export type Holes = readonly (Uint8Array | undefined)[];

/**
 * Indices of the slices that have a hole, which are the only ones worked on.
 *
 * @throws DiffusionError REGION_GRID, REGION_EMPTY, REGION_COVERS_ALL (a whole slice: nothing of it is left to go by)
 */
export function slicesWithHoles({ rows, columns }: Pick<VolumeGrid, 'rows' | 'columns'>, slices: number, holes: Holes): number[] {
  if (holes.length !== slices) throw new DiffusionError('REGION_GRID', { measured: `${holes.length} slices`, allowed: `${slices}` });
  const sizes = holes.map((hole) => hole?.reduce((sum, v) => sum + (v ? 1 : 0), 0) ?? 0);
  holes.forEach((hole) => {
    if (hole && hole.length !== rows * columns)
      throw new DiffusionError('REGION_GRID', { measured: `${hole.length} pixels`, allowed: `${rows} × ${columns}` });
  });
  if (sizes.every((size) => size === 0)) throw new DiffusionError('REGION_EMPTY');
  const full = sizes.findIndex((size) => size === rows * columns);
  if (full >= 0) throw new DiffusionError('REGION_COVERS_ALL', { measured: 'no pixel left', slices: [full] });
  return sizes.flatMap((size, k) => (size > 0 ? [k] : []));
}

/** What is known of a slice: 0 in the hole, whatever it held. Without a hole the slice itself. */
export const knownPixels = (slice: Float32Array, hole: Uint8Array | undefined): Float32Array =>
  hole ? slice.map((value, i) => (hole[i] ? 0 : value)) : slice;

/** How large the holes are together. */
export function holeSize({ spacing }: Pick<VolumeGrid, 'spacing'>, holes: Holes): { voxels: number; millilitres: number } {
  const voxels = holes.reduce((sum, hole) => sum + (hole?.reduce((n, v) => n + (v ? 1 : 0), 0) ?? 0), 0);
  return { voxels, millilitres: (voxels * spacing[0] * spacing[1] * spacing[2]) / 1000 };
}
