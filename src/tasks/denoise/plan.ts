import { at } from '../../core/at';
import type { Remark } from '../../core/errors';
import { checkReach } from '../../diffusion/options';
import { evaluations, type Row } from '../../diffusion/rows';
import { samplerById } from '../../diffusion/samplers';
import { karras } from '../../diffusion/schedules';
import type { Executor } from '../../execution/Executor';
import { run, type Hooks } from '../../execution/run';
import type { DenoiserManifest } from '../../models/manifest';
import { blend } from '../../results/blend';
import { NOISE } from '../../rules/pixels';
import { demand } from '../../rules/Rule';
import { crop, paddedShape, reflectPad } from '../../volume/padding';
import { outwardOrder, surveyed, type Survey } from '../../volume/survey';
import type { Volume, VolumeGrid } from '../../volume/Volume';
import { levelsSurvey } from './levels';

/** What the rows of a run follow from. */
export interface DenoiseOptions {
  /** For samplers that draw random numbers. */
  seed: number;
  steps: number;
  sampler: string;
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
  /** Values that a network can judge, in modality units; those beyond are held inside for it, and stay as they are in the result. */
  bounds: readonly [low: number, high: number];
  warnings: Remark[];
}

/** What CT stores; values beyond are padding, or metal. */
const HOUNSFIELD = [-1024, 3071] as const;

export const middle = (numbers: readonly number[]): number => [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? NaN;

/**
 * The noisy image is a state at its own noise level: one evaluation there is the posterior mean, more run the sampler down to σ = 0.
 *
 * @throws DiffusionError BAD_OPTION, BAD_PIXELS, EMPTY_IMAGE, NOISE_UNKNOWN, NOISE_OUT_OF_RANGE
 */
export const planDenoise = (volume: Volume, manifest: DenoiserManifest, options: DenoiseOptions): DenoisePlan =>
  surveyed(denoiseSurvey(volume, volume.slices.length, manifest, options), volume.slices);

/** The same for a series that is not in memory as a whole. */
export function* denoiseSurvey(grid: VolumeGrid, slices: number, manifest: DenoiserManifest, options: DenoiseOptions): Survey<DenoisePlan> {
  const { unit, sigmas: measured, low: least, top = Infinity, noise } = yield* levelsSurvey(grid, slices, manifest);
  const [low, high] = manifest.sigma;
  const typical = middle(measured);
  const warnings = demand(NOISE, { ...noise, sigma: typical, manifest });
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
    const own = within(at(measured, index));
    return own === sigma ? rows : rowsAt(own);
  };
  const bounds = manifest.scaling.kind === 'hounsfield' ? HOUNSFIELD : ([-Infinity, top] as const);
  return { rows, rowsOf, sigma, unit, magnitude: !(least < 0), bounds, warnings };
}

/** Called for each finished slice: the estimate in modality units, the source's size. How much of it is taken is decided at the outlet. */
export type OnSlice = (index: number, estimate: Float32Array<ArrayBuffer>) => void;

/**
 * Runs a plan. `volume` needs to hold the slices of `order`, each at its own index.
 *
 * @param order which slices, and in which order; all of them, from the first on, without
 */
export function denoise(
  volume: Volume,
  plan: DenoisePlan,
  manifest: DenoiserManifest,
  { seed }: Pick<DenoiseOptions, 'seed'>,
  executor: Executor,
  hooks: Omit<Hooks, 'onSlice'> & { onSlice: OnSlice },
  order: readonly number[] = outwardOrder(volume.slices.length, 0),
): Promise<'done' | 'cancelled'> {
  const { rows, columns } = volume;
  const shape = paddedShape(rows, columns, manifest.graph.multiple);
  const [low, high] = plan.bounds;
  return run(
    {
      shape,
      rows: plan.rows,
      rowsOf: plan.rowsOf,
      seed,
      order,
      start: (index) => {
        const padded = reflectPad(at(volume.slices, index), rows, columns, shape, 1 / plan.unit);
        return padded.map((v) => Math.min(Math.max(v, low / plan.unit), high / plan.unit));
      },
    },
    executor,
    {
      ...hooks,
      onSlice: (index, state) => {
        const source = at(volume.slices, index);
        const estimate = blend(source, crop(state, shape, rows, columns, plan.unit), 1, plan.magnitude);
        source.forEach((value, i) => {
          if (value < low || value > high) estimate[i] = value;
        });
        hooks.onSlice(index, estimate);
      },
    },
  );
}

/** Evaluations of the network that a plan asks for, per slice. */
export const evaluationsPerSlice = (plan: DenoisePlan): number => evaluations(plan.rows);
