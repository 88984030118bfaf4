import type { DenoiserManifest } from '../../models/manifest';
import { ctNoiseSurvey } from '../../volume/ctNoiseLevel';
import { type Noise, noiseSurvey } from '../../volume/noiseLevel';
import type { Intensity } from '../../volume/intensity';
import type { Survey } from '../../volume/survey';
import type { VolumeGrid } from '../../volume/Volume';
import { unitSurvey } from '../unit';

/** What is true of a series as a whole. */
export interface Levels extends Intensity {
  /** σ of each slice in units. */
  sigmas: number[];
  /** Of magnitudes: what else is known of the noise. */
  noise?: Noise;
}

/**
 * Unit and noise by the code that training used. MR has one level for the series; in CT it changes along the body (shoulders against lungs),
 * so each slice has its own.
 *
 * @throws DiffusionError NOISE_UNKNOWN, BAD_PIXELS, EMPTY_IMAGE
 */
export function* levelsSurvey({ rows, columns }: VolumeGrid, slices: number, manifest: DenoiserManifest): Survey<Levels> {
  if (manifest.scaling.kind === 'hounsfield') return { unit: 1, ...(yield* ctNoiseSurvey(slices, rows, columns)) };
  const intensity = yield* unitSurvey(manifest);
  const noise = yield* noiseSurvey(slices, rows, columns, intensity.unit);
  return { ...intensity, sigmas: Array<number>(slices).fill(noise.sigma), noise };
}
