import { DiffusionError } from '../core/errors';
import { axialTurn } from '../volume/canonicalAxial';
import type { SlicePlane } from '../volume/Volume';
import { checkDomain, contrastNote, type SeriesFacts } from '../models/domain';
import type { Manifest } from '../models/manifest';

export interface SeriesLook extends SeriesFacts {
  /** How the slices lie, where it is known. */
  axes?: Pick<SlicePlane, 'rowCosines' | 'columnCosines'> | undefined;
}

/** What descriptions have for pictures after a contrast agent: `+C`, `post Gd`, `nach KM`, `T1c`. */
const ENHANCED = /\bPOST\b|\bGADO?\b|\bGD\b|\bKM\b|\bC\+|\+ ?(C|GD|KM)\b|\bT1C\b|\bCE\b|CONTRAST/i;

const ENHANCED_TEXT = 'The series seems to be taken after a contrast agent; the model was trained without.';

/**
 * Whether a model that marks disease may be asked about a series. What it cannot read at all is refused; what is merely unlike its training
 * has to be confirmed by the reader, and the result is marked.
 *
 * @returns what differs, in plain words; text of the series description is never repeated
 * @throws DiffusionError MODEL_DOMAIN: another modality, or slices that are not axial
 */
export function suitability(manifest: Manifest, series: SeriesLook): string[] {
  const doubts = checkDomain(manifest, series);
  const { label, domain } = manifest;
  if (domain.plane === 'axial' && series.axes && !axialTurn(series.axes))
    throw new DiffusionError('MODEL_DOMAIN', { measured: 'a series that is not axial', allowed: `axial series (${label})` });
  const contrast = contrastNote(manifest, series);
  // Words are set apart by _ in many descriptions, which counts as a letter.
  const enhanced = series.contrastAgent || ENHANCED.test((series.description ?? '').replaceAll('_', ' '));
  return [...doubts, ...(contrast ? [contrast] : []), ...(enhanced ? [ENHANCED_TEXT] : [])];
}
