import { DiffusionError, type Remark } from '../../core/errors';
import { samplerById } from '../../diffusion/samplers';
import { karras } from '../../diffusion/schedules';
import type { Executor } from '../../execution/Executor';
import { run, type Hooks, type Plan } from '../../execution/run';
import type { NoisingManifest } from '../../models/manifest';
import { PURPOSE, wordOf } from '../../random/philox';
import { standardSimplex } from '../../random/simplex';
import type { NoisingNote } from '../../results/provenance';
import { mahalanobis } from '../../results/mahalanobis';
import { Spread } from '../../results/spread';
import type { BrainCanvas } from '../../volume/brainCanvas/canvas';
import type { Ask } from './slice';

type Noising = NoisingManifest['noising'];

/** What a result says of it. */
export const noisingNote = (
  { noising: { noise, sigma, steps, draws } }: NoisingManifest,
  { seed, samples = draws }: NoisingOptions,
): NoisingNote => ({
  noise,
  sigma,
  steps,
  samples,
  seed,
});

export interface NoisingOptions {
  /** Of the first reconstruction; reconstruction k has seed + k. */
  seed: number;
  /** How many reconstructions; the manifest's number where none is given. */
  samples?: number | undefined;
}

/** How each noise is taken away: Gaussian noise by DDPM as in the paper, simplex noise by DDIM, which draws none. */
const ROWS = {
  // The small variance: over so few levels the large one would leave more noise than the next level is told.
  gaussian: (grid: number[]) => samplerById('partial-noising').rows(grid, { variance: 'small' }),
  simplex: (grid: number[]) => samplerById('ddim').rows(grid),
} as const satisfies Record<Noising['noise'], unknown>;

/** The start of a reconstruction. Gaussian noise is added by the first of its rows. */
function startOf({ image, rows, columns }: BrainCanvas, { noise, sigma }: Noising, seed: number, slice: number) {
  const start = Float32Array.from(image);
  if (noise === 'gaussian') return start;
  const field = standardSimplex(wordOf({ seed, slice, index: 0, purpose: PURPOSE.simplex }), 0, rows, columns);
  return start.map((value, i) => value + sigma * (field[i] ?? 0));
}

/**
 * Mean and standard deviation (0 for one) of reconstructions of a canvas from different noise, in brain medians. The noise is addressed by seed
 * and slice, so the order of the slices does not matter.
 *
 * @throws DiffusionError CANCELLED, NOISE_OUT_OF_RANGE, OUTPUT_NOT_FINITE, OUTPUT_CONSTANT
 */
export async function reconstructions(
  canvas: BrainCanvas,
  slice: number,
  { sigma: range }: NoisingManifest,
  noising: Noising,
  executor: Executor,
  seed: number,
  hooks: Pick<Hooks, 'signal' | 'pause'>,
): Promise<{ mean: Float32Array; deviation: Float32Array }> {
  const { rows, columns, brain } = canvas;
  const grid = karras(noising.steps, noising.steps === 1 ? noising.sigma : range[0], noising.sigma);
  const region = { picture: new Float32Array(brain.length), mask: Float32Array.from(brain, (inside) => 1 - inside) };
  const spread = new Spread();
  for (let draw = 0; draw < noising.draws; draw++) {
    const plan: Plan = {
      shape: { rows, columns },
      rows: ROWS[noising.noise](grid),
      order: [slice],
      seed: seed + draw,
      start: () => startOf(canvas, noising, seed + draw, slice),
      region: () => region,
    };
    const state = await run(plan, executor, { ...hooks, onStep: () => undefined, onSlice: (_, made) => spread.add(0, made.slice()) });
    if (state === 'cancelled') throw new DiffusionError('CANCELLED');
  }
  return spread.take(0);
}

/** How much brighter the slice is than its reconstructions, in brain medians or in their deviations. */
const scoreOf = (image: Float32Array, mean: Float32Array, deviation: Float32Array, { output, leastDeviation }: NoisingManifest['score']) =>
  (output === 'mahalanobis' ? mahalanobis(image, mean, deviation, leastDeviation) : image.map((value, i) => value - (mean[i] ?? 0))).map(
    (value) => Math.max(value, 0),
  );

/** What is to be said where the number of reconstructions is not the one that the score was calibrated for. */
export const noisingWarnings = ({ noising: { draws } }: NoisingManifest, { samples = draws }: NoisingOptions): Remark[] =>
  samples === draws
    ? []
    : [{ code: 'SAMPLES_UNCALIBRATED', measured: `${samples} reconstruction${samples === 1 ? '' : 's'}`, allowed: String(draws) }];

/**
 * Partial noising at work (AnoDDPM, Wyatt et al., CVPR Workshops 2022; the distance: arXiv:2407.12474), with the deviation of the
 * reconstructions where there are several. A cancel takes effect between two evaluations.
 *
 * @throws DiffusionError those of `reconstructions`
 */
export function reconstruct(
  manifest: NoisingManifest,
  executor: Executor,
  { seed, samples = manifest.noising.draws }: NoisingOptions,
  hooks: Pick<Hooks, 'signal' | 'pause'>,
): Ask {
  const noising = { ...manifest.noising, draws: samples };
  return async (canvas, slice) => {
    const { mean, deviation } = await reconstructions(canvas, slice, manifest, noising, executor, seed, hooks);
    const score = scoreOf(canvas.image, mean, deviation, manifest.score);
    return { score, healthy: mean, ...(samples > 1 && { deviation }) };
  };
}
