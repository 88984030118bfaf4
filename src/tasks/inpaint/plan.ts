import { at } from '../../core/at';
import { DiffusionError } from '../../core/errors';
import { checkReach } from '../../diffusion/options';
import { eulerRow, evaluations, type Row } from '../../diffusion/rows';
import { samplerById, samplersFor } from '../../diffusion/samplers';
import { projected } from '../../diffusion/samplers/projection';
import { karras } from '../../diffusion/schedules';
import type { Executor } from '../../execution/Executor';
import { run, type Hooks } from '../../execution/run';
import type { DenoiserManifest } from '../../models/manifest';
import { fillNormal } from '../../random/normal';
import { PURPOSE } from '../../random/philox';
import { crop, paddedShape, reflectPad } from '../../volume/padding';
import { outwardOrder, surveyed, type Survey } from '../../volume/survey';
import type { Volume, VolumeGrid } from '../../volume/Volume';
import { knownPixels, slicesWithHoles, type Holes } from './holes';
import { unitSurvey } from '../unit';

/** RePaint's resampling: jump length in steps, and how often each stretch is passed. */
export interface Resampling {
  jumpLength: number;
  passes: number;
}

/** What the rows of a run follow from. */
export interface InpaintOptions {
  /** For the start, and for samplers that draw random numbers. */
  seed: number;
  /** Levels of the sampler; 1 is one evaluation, the mean of all fillings: only for models that are told the known region. */
  steps: number;
  /** One that puts the known region back itself (`use: 'inpaint'`), or any that samples: then by projection. */
  sampler: string;
  /** Of a sampler that resamples; its paper's without. */
  resampling?: Resampling | undefined;
}

export interface InpaintPlan {
  rows: Row[];
  /** Level of the first evaluation, in units. */
  sigma: number;
  /** Intensity unit in modality units. */
  unit: number;
  /** Slices with a hole: only these are run. */
  slices: number[];
  /** Smallest value that a filling may have: 0 where nothing known is below it. */
  least: number;
  /** Largest value that a network can judge, in modality units: what is known above it (a hot voxel) is held there for it. */
  top: number;
}

/** From here a picture is indistinguishable from noise for a range of values of about one unit (σ_max of arXiv:2206.00364 is 160 σ_data). */
const PURE_NOISE = 20;
const MOST_STEPS = 1000;

function rowsFrom(sigma: number, manifest: DenoiserManifest, { steps, sampler: id, resampling }: InpaintOptions): Row[] {
  const sampler = samplerById(id);
  if (sampler.use === 'reconstruct') {
    const allowed = [...samplersFor('inpaint'), ...samplersFor('sample')].map((one) => one.id).join(', ');
    throw new DiffusionError('BAD_OPTION', { measured: `sampler ${id} for inpaint`, allowed });
  }
  const told = manifest.graph.known !== undefined;
  if (!(Number.isInteger(steps) && steps >= (told ? 1 : 2) && steps <= MOST_STEPS)) {
    const allowed = told ? `1 to ${MOST_STEPS}` : `2 to ${MOST_STEPS} for a model that is not told the known region`;
    throw new DiffusionError('BAD_OPTION', { measured: `${steps} steps`, allowed });
  }
  if (steps === 1) return [eulerRow(sigma, 0)];
  const grid = karras(steps, manifest.sigma[0], sigma);
  if (sampler.use === 'inpaint') return sampler.rows(grid, { ...resampling });
  return projected(sampler.rows(grid), sampler.stochastic);
}

/**
 * Inpainting by a sampler that puts the known region back at each noise level: RePaint (arXiv:2201.09865), or projection with any other one.
 * A conditioned model is told the known region at each evaluation too, so it can do with few of them, or with one.
 *
 * The intensity unit is that of what is known: what the hole holds (a lesion, an artefact) may be far brighter than the rest, and must not
 * have a say.
 *
 * @throws DiffusionError BAD_OPTION, BAD_PIXELS, EMPTY_IMAGE, NOISE_OUT_OF_RANGE, REGION_GRID, REGION_EMPTY, REGION_COVERS_ALL
 */
export const planInpaint = (volume: Volume, manifest: DenoiserManifest, holes: Holes, options: InpaintOptions): InpaintPlan =>
  surveyed(inpaintSurvey(volume, volume.slices.length, manifest, holes, options), volume.slices);

/** The same for a series that is not in memory as a whole. */
export function* inpaintSurvey(
  grid: VolumeGrid,
  count: number,
  manifest: DenoiserManifest,
  holes: Holes,
  options: InpaintOptions,
): Survey<InpaintPlan> {
  const sigma = Math.min(manifest.sigma[1], PURE_NOISE);
  const rows = rowsFrom(sigma, manifest, options);
  const slices = slicesWithHoles(grid, count, holes);
  const { unit, low, top = Infinity } = yield* ofKnown(unitSurvey(manifest), holes);
  checkReach(
    rows.flatMap(({ evaluateAt }) => evaluateAt ?? []),
    manifest.sigma,
  );
  return { rows, sigma, unit, slices, least: low < 0 ? -Infinity : 0, top };
}

/** A survey that sees 0 in the holes. */
function* ofKnown<T>(survey: Survey<T>, holes: Holes): Survey<T> {
  for (;;) {
    const step = survey.next();
    if (step.done) return step.value;
    const { visit, ...rest } = step.value;
    yield { ...rest, visit: (slice, index) => visit(knownPixels(slice, holes[index]), index) };
  }
}

/** Called for each finished slice: pixels in modality units; outside the hole they are the source's own, bit for bit. */
export type OnInpainted = (index: number, pixels: Float32Array<ArrayBuffer>) => void;

/**
 * Runs a plan. `volume` needs to hold the slices of `order`, each at its own index. The start is pure noise on top of what is known, so the
 * hole's old content has no say. A series without negative values gets none.
 *
 * @param order which of the slices with a hole, and in which order; all of them without
 */
export function inpaint(
  volume: Volume,
  holes: Holes,
  plan: InpaintPlan,
  manifest: DenoiserManifest,
  { seed }: Pick<InpaintOptions, 'seed'>,
  executor: Executor,
  hooks: Omit<Hooks, 'onSlice'> & { onSlice: OnInpainted },
  order: readonly number[] = plan.slices,
): Promise<'done' | 'cancelled'> {
  const { rows, columns } = volume;
  const shape = paddedShape(rows, columns, manifest.graph.multiple);
  const hole = (index: number): Uint8Array => at(holes, index);
  const known = (index: number) => knownPixels(at(volume.slices, index), hole(index)).map((value) => Math.min(value, plan.top));
  const picture = (index: number) => reflectPad(known(index), rows, columns, shape, 1 / plan.unit);
  return run(
    {
      shape,
      rows: plan.rows,
      seed,
      order,
      start: (index) => {
        const noise = fillNormal(new Float32Array(shape.rows * shape.columns), { seed, slice: index, index: 0, purpose: PURPOSE.start });
        return picture(index).map((value, i) => value + plan.sigma * noise[i]!);
      },
      region: (index) => {
        const mask = Float32Array.from(hole(index), (v) => (v ? 0 : 1));
        return { picture: picture(index), mask: reflectPad(mask, rows, columns, shape) };
      },
    },
    executor,
    {
      ...hooks,
      onSlice: (index, state) => {
        const [made, inside, source] = [crop(state, shape, rows, columns), hole(index), at(volume.slices, index)];
        const filled = new Float32Array(source.length);
        for (let i = 0; i < filled.length; i++) filled[i] = inside[i] ? Math.max(plan.least, made[i]! * plan.unit) : source[i]!;
        hooks.onSlice(index, filled);
      },
    },
  );
}

/** The slices with a hole, one of them (that on screen) first. */
export const inpaintOrder = ({ slices }: InpaintPlan, count: number, first: number): number[] =>
  outwardOrder(count, first).filter((index) => slices.includes(index));

/** Evaluations of the network that a plan asks for, per slice with a hole. */
export const inpaintEvaluations = (plan: InpaintPlan): number => evaluations(plan.rows);
