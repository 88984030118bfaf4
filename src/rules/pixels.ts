import type { AnomalyManifest, DenoiserManifest, SegmenterManifest } from '../models/manifest';
import type { Rule } from './Rule';

/** Above this share of the unit the training saw no magnitude images. */
const TRAINED_TO = 0.3;
/** Share of the slices between the first and the last one with a mask that must have one. */
const GAPLESS = 0.6;

const percent = (share: number) => `${(100 * share).toFixed(0)} %`;

/** The noise found, in intensity units, and the model that shall take it away. */
export const NOISE: readonly Rule<{ sigma: number; manifest: DenoiserManifest }>[] = [
  {
    code: 'NOISE_OUT_OF_RANGE',
    level: 'refuse',
    needs: 'pixels',
    check: ({
      sigma,
      manifest: {
        sigma: [low, high],
      },
    }) => (sigma > high ? { measured: sigma.toPrecision(3), allowed: `${low} to ${high}` } : undefined),
  },
  {
    code: 'NOISE_ABOVE_TRAINING',
    level: 'warn',
    needs: 'pixels',
    applies: ({ manifest }) => manifest.scaling.kind === 'percentile',
    check: ({ sigma }) => (sigma > TRAINED_TO ? { measured: percent(sigma), allowed: `up to ${percent(TRAINED_TO)}` } : undefined),
  },
];

/** How far the grey levels are from those of the training; undefined where it cannot be told. */
export interface Unlikeness {
  distance: number;
  limit: number;
}

export const LIKENESS: readonly Rule<{ unlike: Unlikeness | undefined; manifest: AnomalyManifest }>[] = [
  {
    code: 'GREY_LEVELS_DIFFER',
    level: 'warn',
    needs: 'pixels',
    check: ({ unlike, manifest: { label, domain } }) =>
      unlike && unlike.distance > unlike.limit
        ? {
            measured: `distance ${unlike.distance.toFixed(1)}`,
            allowed: `${unlike.limit.toFixed(1)} from ${domain.contrasts.join(' or ')} (${label})`,
          }
        : undefined,
  },
];

/** A brain mask that a model has drawn. A part of the head is smaller than a brain, and says nothing. */
export const BRAIN_MASK: readonly Rule<{ masks: readonly Uint8Array[]; millilitres: number; manifest: SegmenterManifest }>[] = [
  {
    code: 'MASK_NOT_FOUND',
    level: 'warn',
    needs: 'pixels',
    check: ({ masks }) => (masks.some((mask) => mask.includes(1)) ? undefined : {}),
  },
  {
    code: 'MASK_TOO_LARGE',
    level: 'warn',
    needs: 'pixels',
    check: ({ millilitres, manifest: { mask } }) => {
      const [least, most] = mask.plausibleVolume;
      return millilitres > most ? { measured: `${millilitres.toFixed(0)} ml`, allowed: `${least} to ${most} ml` } : undefined;
    },
  },
  {
    code: 'MASK_GAPS',
    level: 'warn',
    needs: 'pixels',
    check: ({ masks }) => {
      const filled = masks.map((mask) => mask.includes(1));
      const [first, last] = [filled.indexOf(true), filled.lastIndexOf(true)];
      const holding = filled.slice(first, last + 1).filter(Boolean).length;
      return first >= 0 && holding / (last - first + 1) < GAPLESS ? { measured: `${holding} of ${last - first + 1} slices` } : undefined;
    },
  },
];
