import { DiffusionError } from '../core/errors';
import { contrastsIn, readsNamed } from './contrast';
import type { Manifest } from './manifest';

export interface SeriesFacts {
  modality: string;
  /** mm: between columns, between rows. */
  pixelSpacing: readonly [number, number];
  /** Body Part Examined, where the series says it. */
  bodyPart?: string;
  /** Series Description, or the name of a file that tells a contrast; it may name a person, so no message repeats it. */
  description?: string;
  /** Whether the header names a contrast agent (Contrast/Bolus Agent). */
  contrastAgent?: boolean;
}

export interface ModelChoice {
  manifest: Manifest;
  /** Why this one, in plain words. */
  reason: string;
}

/** Words by which headers and manifests name parts of the body. */
const REGIONS: Readonly<Record<string, readonly string[]>> = {
  brain: ['BRAIN', 'HEAD', 'SKULL', 'CRANIUM', 'NEURO'],
  neck: ['NECK', 'THYROID', 'LARYNX'],
  spine: ['SPINE'],
  chest: ['CHEST', 'THORAX', 'LUNG', 'HEART', 'BREAST'],
  abdomen: ['ABDOMEN', 'LIVER', 'KIDNEY', 'PANCREAS', 'SPLEEN'],
  pelvis: ['PELVIS', 'PROSTATE', 'UTERUS', 'BLADDER', 'RECTUM'],
  limb: ['SHOULDER', 'ARM', 'ELBOW', 'WRIST', 'HAND', 'HIP', 'THIGH', 'KNEE', 'LEG', 'ANKLE', 'FOOT', 'EXTREMITY'],
};

function regionsOf(text: string): string[] {
  const upper = text.toUpperCase();
  return Object.keys(REGIONS).filter((region) => REGIONS[region]?.some((word) => upper.includes(word)));
}

/** Whether a model is made for a body part. What a series does not say, or says in words that are not known here, is no obstacle. */
export function fitsBodyPart({ domain }: Manifest, bodyPart = ''): boolean {
  const shown = regionsOf(bodyPart);
  if (shown.length === 0) return true;
  const made = regionsOf(domain.bodyPart);
  return made.length === 0 || shown.some((region) => made.includes(region));
}

function fitsSpacing({ domain }: Manifest, { pixelSpacing }: SeriesFacts): boolean {
  const [low, high] = domain.pixelSpacing;
  return pixelSpacing.every((mm) => mm >= low * 0.8 && mm <= high * 1.25);
}

/** `MR of the brain`. */
const domainText = ({ domain: { modalities, bodyPart } }: Manifest) =>
  `${modalities.join(' or ')} of ${bodyPart === 'any' ? 'any body part' : `the ${bodyPart}`}`;

const spacingText = (mm: readonly number[]) => `${mm.map((value) => value.toFixed(2)).join(' × ')} mm`;

/**
 * The model for a series when nobody names one: it does the task, has measured figures (models for tests have none), and is made for the
 * modality and the body part. One that reads the contrast which the series names goes before one that does not, and then one whose training
 * range holds the pixel spacing.
 *
 * @throws DiffusionError MODEL_DOMAIN saying what was found and what each model needs
 */
export function chooseModel(manifests: readonly Manifest[], task: string, series: SeriesFacts): ModelChoice {
  const able = manifests.filter(({ tasks, metrics }) => tasks.some((name) => name === task) && metrics.length > 0);
  const fitting = able.filter((one) => one.domain.modalities.includes(series.modality) && fitsBodyPart(one, series.bodyPart));
  const named = fitting.filter((one) => readsNamed(one, series.description));
  const pool = named.length > 0 ? named : fitting;
  const chosen = pool.find((one) => fitsSpacing(one, series)) ?? pool[0];
  const found = [series.modality || 'an unknown modality', series.bodyPart, spacingText(series.pixelSpacing)].filter(Boolean).join(', ');
  if (chosen)
    return {
      manifest: chosen,
      reason: `made for ${domainText(chosen)}; the series is ${found}${contrastReason(chosen, fitting, series)}`,
    };
  const needs = able.map((one) => `${one.id}: ${domainText(one)}`);
  throw new DiffusionError('MODEL_DOMAIN', { measured: found, allowed: needs.join('; ') || `no model for ${task} is installed` });
}

/** Why this one of several models for different contrasts; nothing where the contrast decided nothing. */
function contrastReason(chosen: Manifest, fitting: readonly Manifest[], { description }: SeriesFacts): string {
  const others = fitting.filter(({ domain: { contrasts } }) => contrasts.join() !== chosen.domain.contrasts.join());
  if (others.length === 0) return '';
  const named = contrastsIn(description).join(' or ');
  if (readsNamed(chosen, description)) return named && `, its name says ${named}`;
  const list = others.map(({ id, domain: { contrasts } }) => `${id} for ${contrasts.join(' or ') || 'any contrast'}`).join(', ');
  return `, ${named ? `its name says ${named}` : 'its name says no contrast'} (also installed: ${list})`;
}

/** What the contrast of a series is can only be read in its description; @returns what is to be said, in plain words. */
export function contrastNote(manifest: Manifest, { description }: SeriesFacts): string | undefined {
  const { domain, label } = manifest;
  const { contrasts } = domain;
  if (contrasts.length === 0) return undefined;
  const made = `the model reads ${contrasts.join(' or ')} only (${label})`;
  if (!description) return `The file does not say which contrast it holds; ${made}.`;
  return readsNamed(manifest, description) ? undefined : `The series description does not name ${contrasts.join(' or ')}; ${made}.`;
}

/**
 * Whether a model fits a series: modality is a must, pixel spacing far outside the training range is a warning.
 *
 * @returns warnings in plain words
 * @throws DiffusionError MODEL_DOMAIN
 */
export function checkDomain(manifest: Manifest, series: SeriesFacts): string[] {
  const { label, domain } = manifest;
  if (!domain.modalities.includes(series.modality)) {
    throw new DiffusionError('MODEL_DOMAIN', {
      measured: `a series of modality ${series.modality || 'unknown'}`,
      allowed: `${domain.modalities.join(', ')} (${label})`,
    });
  }
  const warnings: string[] = [];
  if (!fitsSpacing(manifest, series)) {
    const [low, high] = domain.pixelSpacing;
    warnings.push(`The pixel spacing (${spacingText(series.pixelSpacing)}) is outside the model's training range (${low} to ${high} mm).`);
  }
  if (!fitsBodyPart(manifest, series.bodyPart))
    warnings.push(`The series shows ${series.bodyPart}; the model was made for ${domain.bodyPart}.`);
  return warnings;
}
