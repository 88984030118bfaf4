import type { DenoiserManifest } from '../models/manifest';
import { ctNoiseLevels } from '../volume/ctNoiseLevel';
import { noiseLevel } from '../volume/noiseLevel';
import type { Volume } from '../volume/Volume';

/**
 * σ of each slice in the model's intensity unit, by the code that training used. MR has one level for the series; in CT it changes along the
 * body (shoulders against lungs), so each slice has its own.
 *
 * @throws DiffusionError NOISE_UNKNOWN
 */
export function sigmasOf({ slices, rows, columns }: Volume, { scaling }: DenoiserManifest, unit: number): number[] {
  if (scaling.kind === 'hounsfield') return ctNoiseLevels(slices, rows, columns);
  return Array<number>(slices.length).fill(noiseLevel(slices, rows, columns, unit));
}
