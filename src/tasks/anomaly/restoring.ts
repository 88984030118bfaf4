import { DiffusionError } from '../../core/errors';
import type { Evaluates } from '../../execution/network';
import type { RestorerManifest } from '../../models/manifest';
import type { AxialTurn } from '../../volume/canonicalAxial';
import type { Volume } from '../../volume/Volume';
import { mapsBy, type AnomalyEvents, type AnomalyMaps } from './maps';
import type { Ask } from './slice';

function mirrored(pixels: Float32Array, columns: number): Float32Array {
  return pixels.map((_, i) => pixels[i - (i % columns) + columns - 1 - (i % columns)] ?? 0);
}

/** One evaluation: what the network marks as altered, and the slice as it would be without. */
export const restore =
  ({ id }: RestorerManifest, network: Evaluates): Ask =>
  async ({ rows, columns, image, brain }) => {
    const { clean, altered } = await network.run({ image, brain, mirrored: mirrored(image, columns) }, rows, columns);
    if (clean?.length !== image.length || altered?.length !== image.length)
      throw new DiffusionError('MODEL_MANIFEST', { measured: `${id}: outputs of another size`, allowed: 'clean and altered' });
    return { score: altered, healthy: clean };
  };

/**
 * The anomaly map by a restorer, one evaluation per slice (models/training/healthy/README.md). The parameters are those of `mapsBy`.
 *
 * @throws DiffusionError MODEL_DOMAIN, MODEL_MANIFEST, OUTPUT_NOT_FINITE, CANCELLED
 */
export const anomalyMaps = (
  volume: Volume,
  masks: readonly Uint8Array[],
  turn: AxialTurn | undefined,
  manifest: RestorerManifest,
  network: Evaluates,
  events: AnomalyEvents,
): Promise<AnomalyMaps> => mapsBy(restore(manifest, network), volume, masks, turn, manifest, events);
