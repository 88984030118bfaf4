import type { DenoiserManifest } from '../models/manifest';
import { intensitySurvey, lowest, type Intensity } from '../volume/intensity';
import type { Survey } from '../volume/survey';

/**
 * The intensity unit that a model counts in, in modality units: 1 HU for CT, the percentile of the series that its manifest names otherwise.
 *
 * @throws DiffusionError BAD_PIXELS, EMPTY_IMAGE
 */
export function* unitSurvey({ scaling }: DenoiserManifest): Survey<Intensity> {
  if (scaling.kind === 'percentile') return yield* intensitySurvey(scaling.percentile, scaling.above);
  let low = Infinity;
  yield { visit: (slice, index) => void (low = Math.min(low, lowest(slice, index))) };
  return { unit: 1, low };
}
