import { DiffusionError } from '../core/errors';
import { evaluations, type Row } from '../diffusion/rows';
import { checkReach } from '../diffusion/options';
import { samplerById } from '../diffusion/samplers';
import { karras } from '../diffusion/schedules';
import type { Executor } from '../execution/Executor';
import { run, type Hooks } from '../execution/run';
import { checkDomain } from '../models/domain';
import type { DenoiserManifest } from '../models/manifest';
import { blend } from '../results/blend';
import { crop, paddedShape, reflectPad } from '../volume/padding';
import { outwardOrder } from '../volume/slabs';
import { surveyed, type Survey } from '../volume/survey';
import type { Volume, VolumeGrid } from '../volume/Volume';
import { levelsSurvey } from './noise';

export interface DenoiseOptions {
  /** For samplers that draw random numbers. */
  seed: number;
  strength: number;
  steps: number;
  sampler: string;
  visibleSlice: number;
  /** The slices to do, in this order: those of a slab. Without it all of them, the one on screen first. */
  only?: readonly number[];
}

/** What is known before the first evaluation. */
export interface DenoisePlan {
  /** Rows at the level of the whole series, and of a slice that has its own. */
  rows: Row[];
  rowsOf: (index: number) => Row[];
  /** Estimated noise level in intensity units; the middle one where slices have their own. */
  sigma: number;
  /** Intensity unit in modality units. */
  unit: number;
  /** The series has no value below zero, and its result gets none. */
  magnitude: boolean;
  warnings: string[];
}

/** Above this share of the unit the training saw no magnitude images. */
const TRAINED_TO = 0.3;
/** What CT stores; values beyond are padding, or metal that no network can judge, and stay as they are. */
const HOUNSFIELD = [-1024, 3071] as const;
const MOST_STEPS = 100;
const STRONGEST = 1.2;

const middle = (numbers: readonly number[]): number => [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? NaN;

function checkOptions({ strength, steps }: DenoiseOptions): void {
  if (!(strength >= 0 && strength <= STRONGEST))
    throw new DiffusionError('BAD_OPTION', { measured: `strength ${strength}`, allowed: `0 to ${STRONGEST}` });
  if (!(Number.isInteger(steps) && steps >= 1 && steps <= MOST_STEPS)) {
    throw new DiffusionError('BAD_OPTION', { measured: `${steps} steps`, allowed: `1 to ${MOST_STEPS}` });
  }
}

/**
 * The noisy image is a state at its own noise level: one evaluation there is the posterior mean, more run the sampler down to σ = 0.
 *
 * @throws DiffusionError MODEL_DOMAIN, BAD_OPTION, BAD_PIXELS, EMPTY_IMAGE, NOISE_UNKNOWN, NOISE_OUT_OF_RANGE
 */
export const planDenoise = (volume: Volume, manifest: DenoiserManifest, options: DenoiseOptions): DenoisePlan =>
  surveyed(denoiseSurvey(volume, volume.slices.length, manifest, options), volume.slices);

/** The same for a series that is not in memory as a whole. */
export function* denoiseSurvey(grid: VolumeGrid, slices: number, manifest: DenoiserManifest, options: DenoiseOptions): Survey<DenoisePlan> {
  checkOptions(options);
  const warnings = checkDomain(manifest, { modality: grid.modality, pixelSpacing: [grid.spacing[0], grid.spacing[1]] });
  const { unit, sigmas: measured, low: least } = yield* levelsSurvey(grid, slices, manifest);
  const [low, high] = manifest.sigma;
  const typical = middle(measured);
  if (typical > high) throw new DiffusionError('NOISE_OUT_OF_RANGE', { measured: typical.toPrecision(3), allowed: `${low} to ${high}` });
  if (manifest.scaling.kind === 'percentile' && typical > TRAINED_TO)
    warnings.push(`The noise (${(100 * typical).toFixed(0)} %) is stronger than in the training images (up to 30 %).`);
  // A grid of several steps needs room above the lowest level that the model knows.
  const within = (sigma: number) => Math.min(high, Math.max(options.steps > 1 ? 2 * low : low, sigma));
  const sampler = samplerById(options.sampler);
  const rowsAt = (sigma: number) => {
    const made = sampler.rows(options.steps > 1 ? karras(options.steps, low, sigma) : [sigma, 0]);
    checkReach(
      made.flatMap(({ evaluateAt }) => evaluateAt ?? []),
      manifest.sigma,
    );
    return made;
  };
  const sigma = within(typical);
  const rows = rowsAt(sigma);
  const rowsOf = (index: number) => {
    const own = within(measured[index] ?? typical);
    return own === sigma ? rows : rowsAt(own);
  };
  return { rows, rowsOf, sigma, unit, magnitude: !(least < 0), warnings };
}

/** Called for each finished slice: pixels in modality units, the source's size, blended with the source by the strength. */
export type OnSlice = (index: number, pixels: Float32Array<ArrayBuffer>) => void;

/** Runs a plan; the slice on screen comes first. Of a slab, `volume` needs to hold the slices of `only`, each at its own index. */
export function denoise(
  volume: Volume,
  plan: DenoisePlan,
  manifest: DenoiserManifest,
  options: DenoiseOptions,
  executor: Executor,
  hooks: Omit<Hooks, 'onSlice'> & { onSlice: OnSlice },
): Promise<'done' | 'cancelled'> {
  const { rows, columns } = volume;
  const shape = paddedShape(rows, columns, manifest.graph.multiple);
  const source = (index: number) => volume.slices[index] ?? new Float32Array(rows * columns);
  const bounds = manifest.scaling.kind === 'hounsfield' ? HOUNSFIELD : undefined;
  return run(
    {
      shape,
      rows: plan.rows,
      rowsOf: plan.rowsOf,
      seed: options.seed,
      order: options.only ?? outwardOrder(volume.slices.length, options.visibleSlice),
      start: (index) => {
        const padded = reflectPad(source(index), rows, columns, shape, 1 / plan.unit);
        return bounds ? padded.map((v) => Math.min(Math.max(v, bounds[0]), bounds[1])) : padded;
      },
    },
    executor,
    {
      ...hooks,
      onSlice: (index, state) => {
        const denoised = crop(state, shape, rows, columns, plan.unit);
        const blended = blend(source(index), denoised, options.strength, plan.magnitude);
        if (bounds) {
          source(index).forEach((value, i) => {
            if (value < bounds[0] || value > bounds[1]) blended[i] = value;
          });
        }
        hooks.onSlice(index, blended);
      },
    },
  );
}

/** Evaluations of the network that a plan asks for, per slice. */
export const evaluationsPerSlice = (plan: DenoisePlan): number => evaluations(plan.rows);
