import { DiffusionError } from '../../core/errors';
import type { Evaluates } from '../../execution/network';
import { isFlat } from '../../execution/picture';
import type { RestorerManifest } from '../../models/manifest';
import type { Ask } from './slice';

function mirrored(pixels: Float32Array, columns: number): Float32Array {
  return pixels.map((_, i) => pixels[i - (i % columns) + columns - 1 - (i % columns)]!);
}

/**
 * A restorer at work, one evaluation per slice (models/training/healthy/README.md): what the network marks as altered, and the slice as it
 * would be without.
 */
export const restore =
  ({ id }: RestorerManifest, network: Evaluates): Ask =>
  async ({ rows, columns, image, brain }) => {
    const { clean, altered } = await network.run({ image, brain, mirrored: mirrored(image, columns) }, rows, columns);
    if (clean?.length !== image.length || altered?.length !== image.length)
      throw new DiffusionError('MODEL_MANIFEST', { measured: `${id}: outputs of another size`, allowed: 'clean and altered' });
    if (isFlat(clean) && !isFlat(image)) throw new DiffusionError('OUTPUT_CONSTANT', { measured: `${clean[0]} everywhere` });
    return { score: altered, healthy: clean };
  };
