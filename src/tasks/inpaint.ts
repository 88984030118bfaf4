import { DiffusionError } from '../core/errors';
import { checkReach } from '../diffusion/options';
import type { Row } from '../diffusion/rows';
import { samplerById } from '../diffusion/samplers';
import { karras } from '../diffusion/schedules';
import type { Executor } from '../execution/Executor';
import { run, type Hooks } from '../execution/run';
import { checkDomain } from '../models/domain';
import type { DenoiserManifest } from '../models/manifest';
import { fillNormal } from '../random/normal';
import { PURPOSE } from '../random/philox';
import { crop, paddedShape, reflectPad } from '../volume/padding';
import { outwardOrder } from '../volume/slabs';
import type { Volume } from '../volume/Volume';
import { unitOf } from './unit';

export interface InpaintOptions {
  seed: number;
  steps: number;
  /** A sampler that puts the known region back (`use: 'inpaint'`). */
  sampler: string;
  /** RePaint's resampling: jump length in steps, and how often each is passed. */
  jumpLength: number;
  passes: number;
  visibleSlice: number;
}

/** Per slice: 1 where a pixel is to be made anew, row-major; undefined leaves the slice as it is. */
export type Holes = readonly (Uint8Array | undefined)[];

export interface InpaintPlan {
  rows: Row[];
  /** Level of the first evaluation, in units. */
  sigma: number;
  /** Intensity unit in modality units. */
  unit: number;
  /** Slices with a hole: only these are run. */
  slices: number[];
  warnings: string[];
}

/** From here a picture is indistinguishable from noise for a range of values of about one unit (σ_max of arXiv:2206.00364 is 160 σ_data). */
const PURE_NOISE = 20;

/** @throws DiffusionError REGION_GRID, REGION_EMPTY, REGION_COVERS_ALL */
function slicesWithHoles({ slices, rows, columns }: Volume, holes: Holes): number[] {
  const [found, wanted] = [holes.length, slices.length];
  if (found !== wanted) throw new DiffusionError('REGION_GRID', { measured: `${found} slices`, allowed: `${wanted}` });
  const sizes = holes.map((hole) => hole?.reduce((sum, v) => sum + (v ? 1 : 0), 0) ?? 0);
  holes.forEach((hole) => {
    if (hole && hole.length !== rows * columns)
      throw new DiffusionError('REGION_GRID', { measured: `${hole.length} pixels`, allowed: `${rows} × ${columns}` });
  });
  if (sizes.every((size) => size === 0)) throw new DiffusionError('REGION_EMPTY');
  const full = sizes.findIndex((size) => size === rows * columns);
  if (full >= 0) throw new DiffusionError('REGION_COVERS_ALL', { measured: `slice ${full + 1} covered whole` });
  return sizes.flatMap((size, k) => (size > 0 ? [k] : []));
}

/**
 * Inpainting by a sampler that puts the known region back at each noise level (RePaint, arXiv:2201.09865).
 *
 * @throws DiffusionError MODEL_DOMAIN, BAD_OPTION, BAD_PIXELS, EMPTY_IMAGE, NOISE_OUT_OF_RANGE, REGION_GRID, REGION_EMPTY, REGION_COVERS_ALL
 */
export function planInpaint(volume: Volume, manifest: DenoiserManifest, holes: Holes, options: InpaintOptions): InpaintPlan {
  const sampler = samplerById(options.sampler);
  if (sampler.use !== 'inpaint')
    throw new DiffusionError('BAD_OPTION', { measured: `sampler ${sampler.id}`, allowed: 'one that inpaints' });
  const warnings = checkDomain(manifest, { modality: volume.modality, pixelSpacing: [volume.spacing[0], volume.spacing[1]] });
  const slices = slicesWithHoles(volume, holes);
  const unit = unitOf(volume, manifest);
  const [low, high] = manifest.sigma;
  const sigma = Math.min(high, PURE_NOISE);
  const rows = sampler.rows(karras(options.steps, low, sigma), { jumpLength: options.jumpLength, passes: options.passes });
  checkReach(
    rows.flatMap(({ evaluateAt }) => evaluateAt ?? []),
    manifest.sigma,
  );
  return { rows, sigma, unit, slices, warnings };
}

/** Called for each finished slice: pixels in modality units; outside the hole they are the source's own, bit for bit. */
export type OnInpainted = (index: number, pixels: Float32Array<ArrayBuffer>) => void;

/** Runs a plan; the slice on screen comes first. The start is pure noise on top of the picture, so the hole's old content has no say. */
export function inpaint(
  volume: Volume,
  holes: Holes,
  plan: InpaintPlan,
  manifest: DenoiserManifest,
  options: InpaintOptions,
  executor: Executor,
  hooks: Omit<Hooks, 'onSlice'> & { onSlice: OnInpainted },
): Promise<'done' | 'cancelled'> {
  const { rows, columns } = volume;
  const shape = paddedShape(rows, columns, manifest.graph.multiple);
  const empty = new Uint8Array(rows * columns);
  const source = (index: number) => volume.slices[index] ?? new Float32Array(rows * columns);
  const hole = (index: number) => holes[index] ?? empty;
  const known = (index: number) => source(index).map((value, i) => (hole(index)[i] ? 0 : value));
  const picture = (index: number) => reflectPad(known(index), rows, columns, shape, 1 / plan.unit);
  return run(
    {
      shape,
      rows: plan.rows,
      seed: options.seed,
      order: outwardOrder(volume.slices.length, options.visibleSlice).filter((index) => plan.slices.includes(index)),
      start: (index) => {
        const noise = fillNormal(new Float32Array(shape.rows * shape.columns), {
          seed: options.seed,
          slice: index,
          index: 0,
          purpose: PURPOSE.start,
        });
        return picture(index).map((value, i) => value + plan.sigma * (noise[i] ?? 0));
      },
      region: (index) => ({
        picture: picture(index),
        mask: reflectPad(
          Float32Array.from(hole(index), (v) => (v ? 0 : 1)),
          rows,
          columns,
          shape,
        ),
      }),
    },
    executor,
    {
      ...hooks,
      onSlice: (index, state) => {
        const made = crop(state, shape, rows, columns);
        hooks.onSlice(
          index,
          source(index).map((value, i) => (hole(index)[i] ? (made[i] ?? 0) * plan.unit : value)),
        );
      },
    },
  );
}
