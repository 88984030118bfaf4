import { DiffusionError } from '../core/errors';
import type { Manifest } from './manifest';

export interface SeriesFacts {
  modality: string;
  /** mm: between columns, between rows. */
  pixelSpacing: readonly [number, number];
}

/**
 * Whether a model fits a series: modality is a must, pixel spacing far outside the training range is a warning.
 *
 * @returns warnings in plain words
 * @throws DiffusionError MODEL_DOMAIN
 */
export function checkDomain({ label, domain }: Manifest, series: SeriesFacts): string[] {
  if (!domain.modalities.includes(series.modality)) {
    throw new DiffusionError('MODEL_DOMAIN', {
      measured: `a series of modality ${series.modality || 'unknown'}`,
      allowed: `${domain.modalities.join(', ')} (${label})`,
    });
  }
  const [low, high] = domain.pixelSpacing;
  const found = series.pixelSpacing.map((mm) => mm.toFixed(2)).join(' × ');
  const outside = series.pixelSpacing.some((mm) => mm < low * 0.8 || mm > high * 1.25);
  return outside ? [`The pixel spacing (${found} mm) is outside the model's training range (${low} to ${high} mm).`] : [];
}
