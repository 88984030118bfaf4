import type { AnomalyManifest, DenoiserManifest, SegmenterManifest } from '../models/manifest';
import type { Noise } from '../volume/noiseLevel';
import type { Rule } from './Rule';

/** Above this share of the unit the training saw no magnitude images. */
const TRAINED_TO = 0.3;
/** Share of the slices between the first and the last one with a mask that must have one. */
const GAPLESS = 0.6;

/** ln of the finest over the next coarser detail: ln 2 for white noise. Of 161 series as they came 97 % lie above this, of those blurred by 1 pixel 5 %. */
const SMOOTHED = -0.85;
/**
 * The noise may be so many times as strong in one part of the picture as in another, where it is this strong at least (in units). Anatomy makes
 * weak noise seem to differ: with even noise of 3 % the 99th percentile is 1.9, with 6 % 1.6 (84 series).
 */
const UNEVEN = [
  { times: 1.9, from: 0.05 },
  { times: 1.65, from: 0.075 },
] as const;

const percent = (share: number) => `${(100 * share).toFixed(0)} %`;
const fine = (share: number) => `${(100 * share).toFixed(1)} %`;
/** What is left of the finest detail of white noise. */
const fineness = (texture: number) => percent(Math.exp(texture) / 2);

/** Noise and the model that shall take it away; more than its level is known of magnitudes only. */
interface Noisy extends Pick<Noise, 'sigma'>, Partial<Omit<Noise, 'sigma'>> {
  manifest: DenoiserManifest;
}

/** The noise found, in intensity units, and the model that shall take it away. */
export const NOISE: readonly Rule<Noisy>[] = [
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
  {
    code: 'NOISE_SMOOTH',
    level: 'warn',
    needs: 'pixels',
    check: ({ texture = 0 }) =>
      texture < SMOOTHED
        ? { measured: `${fineness(texture)} of the fine grain of unfiltered noise`, allowed: `${fineness(SMOOTHED)} or more` }
        : undefined,
  },
  {
    code: 'NOISE_VARIES',
    level: 'warn',
    needs: 'pixels',
    check: ({ field }) => {
      const times = field ? field.strongest / field.weakest : 1;
      const broken = field && UNEVEN.find((one) => times > one.times && field.strongest > one.from);
      if (!broken) return undefined;
      const levels = `${fine(field.weakest)} to ${fine(field.strongest)} of the brightness of tissue`;
      return {
        measured: `at least ${times.toFixed(1)} times as strong in one part as in another, ${levels}`,
        allowed: `${broken.times} times`,
      };
    },
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
