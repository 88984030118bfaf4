import { DiffusionError } from '../core/errors';
import type { Region } from './Executor';

/**
 * What a conditioned network is told, [2, rows, columns]: the picture where it is known and 0 elsewhere, then the mask (1 = known). The hole's
 * old content never reaches the network, whatever the region's picture holds there.
 *
 * @throws DiffusionError INTERNAL without a region, or where picture and mask differ in size
 */
export function condition(region: Region | undefined): Float32Array<ArrayBuffer> {
  if (!region) throw new DiffusionError('INTERNAL', { measured: 'a network that is told the known region, and no region' });
  const { picture, mask } = region;
  if (picture.length !== mask.length)
    throw new DiffusionError('INTERNAL', { measured: `a known picture of ${picture.length} pixels with a mask of ${mask.length}` });
  const told = new Float32Array(2 * mask.length);
  mask.forEach((known, i) => (told[i] = known === 0 ? 0 : known * picture[i]!));
  told.set(mask, mask.length);
  return told;
}

/** The region that a stored [2, rows, columns] stands for. */
export function conditionRegion(told: Float32Array<ArrayBuffer>): Region {
  const length = told.length / 2;
  return { picture: told.slice(0, length), mask: told.slice(length) };
}
