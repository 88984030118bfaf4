import type { DenoiserManifest } from '../models/manifest';
import { intensityUnit } from '../volume/intensity';
import type { Volume } from '../volume/Volume';

/**
 * The intensity unit that a model counts in, in modality units: 1 HU for CT, the percentile of the series that its manifest names otherwise.
 *
 * @throws DiffusionError BAD_PIXELS, EMPTY_IMAGE
 */
export function unitOf({ slices }: Volume, { scaling }: DenoiserManifest): number {
  return scaling.kind === 'hounsfield' ? 1 : intensityUnit(slices, scaling.percentile, scaling.above);
}
