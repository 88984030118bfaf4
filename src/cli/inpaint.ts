import { DiffusionError } from '../core/errors';
import { samplerById, samplersFor } from '../diffusion/samplers';
import { checkDomain, contrastNote } from '../models/domain';
import type { DenoiserManifest } from '../models/manifest';
import { ofKind } from '../models/verify';
import type { InpaintProvenance } from '../results/provenance';
import { holeSize, slicesWithHoles, type Holes } from '../tasks/holes';
import { inpaintEvaluations, planInpaint, type InpaintOptions, type InpaintPlan } from '../tasks/inpaint';
import { inpaintSamples } from '../tasks/inpaintSamples';
import type { Volume } from '../volume/Volume';
import type { RunOptions } from './options';
import type { CliTask, TaskOutcome, TaskRun } from './task';

/** Fillings differ only over several evaluations: one evaluation is the mean of them all. */
const SAMPLED_STEPS = 10;
/** For a model that is not told the known region: RePaint as its paper has it, with fewer levels. */
const UNTOLD = { sampler: 'repaint', steps: 50 };

/** What is worked on with one intensity unit: the series, or one of its slices. */
interface Part {
  volume: Volume;
  holes: Holes;
  /** Index, in the series, of its first slice. */
  first: number;
  plan: InpaintPlan;
}

function check({ strength, sampler, steps, samples, mask }: RunOptions): void {
  if (mask === undefined)
    throw new DiffusionError('BAD_OPTION', { measured: 'no --mask for inpaint', allowed: 'a NIfTI file, not 0 where to fill' });
  if (strength !== undefined)
    throw new DiffusionError('BAD_OPTION', { measured: '--strength for inpaint', allowed: 'the region is filled whole' });
  if (sampler !== undefined && samplerById(sampler).use === 'reconstruct') {
    const allowed = [...samplersFor('inpaint'), ...samplersFor('sample')].map(({ id }) => id);
    throw new DiffusionError('BAD_OPTION', { measured: `sampler ${sampler} for inpaint`, allowed: allowed.join(', ') });
  }
  if (samples > 1 && steps === 1)
    throw new DiffusionError('BAD_OPTION', { measured: `${samples} samples of 1 step`, allowed: '2 steps or more' });
}

function settingsOf(manifest: DenoiserManifest, { seed, steps, sampler, samples }: RunOptions): InpaintOptions & { samples: number } {
  const told = manifest.graph.known !== undefined;
  const defaults = told ? manifest.defaults : UNTOLD;
  const least = samples > 1 ? Math.max(SAMPLED_STEPS, defaults.steps) : defaults.steps;
  return { seed, samples, steps: steps ?? least, sampler: sampler ?? defaults.sampler, visibleSlice: 0 };
}

/** The parts of a run; slices without a hole are in none of them where each stands for itself. */
function planParts({ source, options }: TaskRun, holes: Holes, manifest: DenoiserManifest, settings: InpaintOptions): Part[] {
  const { volume } = source;
  if (!options.independentSlices) return [{ volume, holes, first: 0, plan: planInpaint(volume, manifest, holes, settings) }];
  return slicesWithHoles(volume, volume.slices.length, holes).map((first) => {
    const [alone, own] = [{ ...volume, slices: volume.slices.slice(first, first + 1) }, [holes[first]]];
    return { volume: alone, holes: own, first, plan: planInpaint(alone, manifest, own, settings) };
  });
}

const describe = ({ model, sampler, evaluations, seed, samples, region }: InpaintProvenance) =>
  `AI-derived, research only, not for diagnosis. A region of ${region.voxels} voxels` +
  `${region.millilitres === undefined ? '' : ` (${region.millilitres} ml)`} was inpainted by ${model.id} ${model.version} ` +
  `(SHA-256 ${model.sha256}), ${sampler}, ${evaluations} evaluation${evaluations === 1 ? '' : 's'} per slice, seed ${seed}` +
  `${samples > 1 ? `, mean of ${samples} samples` : ''}: what it shows there was not seen by the scanner. Elsewhere the values are the source's.`;

async function run(task: TaskRun): Promise<TaskOutcome> {
  const { source, options, progress, signal } = task;
  const manifest = ofKind(task.manifest, 'denoiser');
  const started = performance.now();
  const holes = await source.readMask(options.mask ?? '', (value) => value !== 0);
  const settings = settingsOf(manifest, options);
  const parts = planParts(task, holes, manifest, settings);
  const planSeconds = (performance.now() - started) / 1000;
  const size = holeSize(source.volume, holes);
  const millilitres = source.stack ? Number(size.millilitres.toPrecision(4)) : undefined;
  const slices = slicesWithHoles(source.volume, source.volume.slices.length, holes);
  const region = { voxels: size.voxels, slices: slices.length, ...(millilitres !== undefined && { millilitres }) };
  const inMillilitres = millilitres === undefined ? '' : `, ${millilitres} ml`;
  progress.note(`region: ${region.voxels} voxels${inMillilitres} in ${slices.length} of ${holes.length} slices`);

  const executor = await task.models.denoiser(manifest);
  const networkBefore = executor.networkMilliseconds();
  const mean: Float32Array[] = [...source.volume.slices];
  const deviation: Float32Array[] = source.volume.slices.map(({ length }) => new Float32Array(length));
  let done = 0;
  for (const { volume, holes: own, first, plan } of parts) {
    const { state, samples } = await inpaintSamples(volume, own, plan, manifest, settings, executor, {
      signal,
      // The network blocks the event loop; an interrupt arrives in between.
      pause: () => new Promise((resolve) => setImmediate(resolve)),
      onStep: () => undefined,
      onSlice: () => progress.update(++done, options.samples * slices.length, 'slice'),
    });
    if (state === 'cancelled') throw new DiffusionError('CANCELLED');
    mean.splice(first, volume.slices.length, ...samples.mean());
    deviation.splice(first, volume.slices.length, ...samples.deviation());
  }
  const units = parts.map(({ plan }) => plan.unit).sort((a, b) => a - b);
  const provenance: InpaintProvenance = {
    task: 'inpaint',
    model: { id: manifest.id, version: manifest.version, sha256: manifest.file.sha256 },
    sampler: settings.steps === 1 ? 'conditional mean' : settings.sampler,
    evaluations: options.samples * (parts[0] ? inpaintEvaluations(parts[0].plan) : 0),
    seed: options.seed,
    samples: options.samples,
    scaling: manifest.scaling.kind,
    unit: units[units.length >> 1] ?? NaN,
    region,
    backend: executor.describe(),
    versions: task.models.versions(),
    milliseconds: performance.now() - started,
    networkMilliseconds: executor.networkMilliseconds() - networkBefore,
  };
  return {
    images: [{ kind: 'inpainted', slices: mean }, ...(options.samples > 1 ? [{ kind: 'uncertainty' as const, slices: deviation }] : [])],
    provenance,
    description: describe(provenance),
    warnings: [...checkDomain(manifest, source.facts), contrastNote(manifest, source.facts) ?? []].flat(),
    planSeconds,
    details: {
      sampler: provenance.sampler,
      seed: provenance.seed,
      steps: settings.steps,
      samples: options.samples,
      independentSlices: options.independentSlices,
      region: { ...region, slices: slices.map((k) => k + 1) },
      unit: provenance.unit,
    },
  };
}

export const inpaintTask: CliTask = {
  summary: 'make the region of --mask anew; with --samples the mean and the standard deviation of several fillings',
  oneSlice: true,
  check,
  run,
};
