import type { Vector3 } from '../Volume';
import type { Masks } from './grow';

export interface RegionSize {
  voxels: number;
  millilitres: number;
  /** How many slices have a part of it. */
  slices: number;
}

const count = (mask: Uint8Array | undefined) => mask?.reduce((n, v) => n + (v ? 1 : 0), 0) ?? 0;

/** @param spacing mm between columns, rows and slices */
export function regionSize(masks: Masks, [x, y, z]: Vector3): RegionSize {
  const sizes = masks.map(count);
  const voxels = sizes.reduce((sum, n) => sum + n, 0);
  return { voxels, millilitres: (voxels * x * y * z) / 1000, slices: sizes.filter((n) => n > 0).length };
}
