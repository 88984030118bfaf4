import type { AnomalyManifest } from '../models/manifest';
import type { AnomalyMaps } from './anomaly';

/**
 * The score for the disease that a manifest names beside its own: the evidence of the model and that of brightness, added.
 *
 * @returns per slice, on the grid of the maps; undefined where the model has no such score
 */
export const secondScore = (
  { score, brightness }: Pick<AnomalyMaps, 'score' | 'brightness'>,
  manifest: AnomalyManifest,
): Float32Array[] | undefined =>
  manifest.kind === 'restorer' && manifest.secondScore
    ? score.map((map, k) => map.map((value, i) => value + (brightness[k]?.[i] ?? 0)))
    : undefined;
