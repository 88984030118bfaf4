import { DiffusionError } from '../core/errors';
import { samplerById, samplersFor } from '../diffusion/samplers';
import { checkDomain } from '../models/domain';
import type { DenoiserManifest } from '../models/manifest';
import { ofKind } from '../models/verify';
import type { DenoiseProvenance } from '../results/provenance';
import { Spread } from '../results/spread';
import { denoise, evaluationsPerSlice, planDenoise, type DenoiseOptions, type DenoisePlan } from '../tasks/denoise';
import type { Volume } from '../volume/Volume';
import type { RunOptions } from './options';
import type { CliTask, TaskOutcome, TaskRun } from './task';

/** Several samples differ only where numbers are drawn, and only over several evaluations. */
const SAMPLED = { sampler: 'dpmpp-2m-sde', steps: 10 };

/** A volume that is worked on with one intensity unit and one noise level: the series, or one of its slices. */
interface Part {
  volume: Volume;
  /** Index, in the series, of its first slice. */
  first: number;
  plan: DenoisePlan;
}

function check({ sampler, steps, samples, mask }: RunOptions): void {
  if (mask !== undefined) throw new DiffusionError('BAD_OPTION', { measured: '--mask for denoise', allowed: 'no mask' });
  const chosen = sampler === undefined ? undefined : samplerById(sampler);
  if (chosen && chosen.use !== 'sample') {
    const allowed = samplersFor('sample').map(({ id }) => id);
    throw new DiffusionError('BAD_OPTION', { measured: `sampler ${chosen.id} for denoise`, allowed: allowed.join(', ') });
  }
  if (samples === 1) return;
  if (chosen && !chosen.stochastic) {
    const allowed = samplersFor('sample').filter(({ stochastic }) => stochastic);
    throw new DiffusionError('BAD_OPTION', {
      measured: `${samples} samples of ${chosen.id}, which draws no random numbers`,
      allowed: allowed.map(({ id }) => id).join(', '),
    });
  }
  if (steps === 1) throw new DiffusionError('BAD_OPTION', { measured: `${samples} samples of 1 step`, allowed: '2 steps or more' });
}

const middle = (numbers: readonly number[]): number => [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? NaN;

/** The parts of a run, and the slices that hold too little to measure their noise, which stay as they are. */
function planParts(
  { source, options }: TaskRun,
  manifest: DenoiserManifest,
  settings: DenoiseOptions,
): { parts: Part[]; untouched: number[] } {
  const { volume } = source;
  if (!options.independentSlices) return { parts: [{ volume, first: 0, plan: planDenoise(volume, manifest, settings) }], untouched: [] };
  const parts: Part[] = [];
  const untouched: number[] = [];
  let reason: DiffusionError | undefined;
  volume.slices.forEach((slice, first) => {
    const alone = { ...volume, slices: [slice] };
    try {
      parts.push({ volume: alone, first, plan: planDenoise(alone, manifest, settings) });
    } catch (error) {
      if (!(error instanceof DiffusionError) || (error.code !== 'NOISE_UNKNOWN' && error.code !== 'EMPTY_IMAGE')) throw error;
      reason ??= error;
      untouched.push(first);
    }
  });
  if (parts.length === 0 && reason) throw reason;
  return { parts, untouched };
}

const describe = ({ model, sampler, evaluations, seed, strength, sigma }: DenoiseProvenance) =>
  `AI-derived, research only, not for diagnosis. Denoised by ${model.id} ${model.version} (SHA-256 ${model.sha256}), ${sampler}, ` +
  `${evaluations} evaluation${evaluations === 1 ? '' : 's'} per slice, seed ${seed}, strength ${strength}, ` +
  `noise level ${sigma.toPrecision(4)} of the intensity unit. Values are rounded to the stored step.`;

async function run(task: TaskRun): Promise<TaskOutcome> {
  const { source, options, progress, signal } = task;
  const manifest = ofKind(task.manifest, 'denoiser');
  const executor = await task.models.denoiser(manifest);
  const several = options.samples > 1;
  const settings: DenoiseOptions = {
    seed: options.seed,
    strength: options.strength ?? manifest.defaults.strength,
    steps: options.steps ?? (several ? SAMPLED.steps : manifest.defaults.steps),
    sampler: options.sampler ?? (several ? SAMPLED.sampler : manifest.defaults.sampler),
    visibleSlice: 0,
  };
  const started = performance.now();
  const networkBefore = executor.networkMilliseconds();
  const { parts, untouched } = planParts(task, manifest, settings);
  const planned = performance.now();
  const total = options.samples * parts.reduce((sum, { volume }) => sum + volume.slices.length, 0);
  const samples = new Spread(source.volume.slices);
  let done = 0;
  for (let sample = 0; sample < options.samples; sample++) {
    for (const { volume, first, plan } of parts) {
      const state = await denoise(volume, plan, manifest, { ...settings, seed: options.seed + sample }, executor, {
        signal,
        // The network blocks the event loop; an interrupt arrives in between.
        pause: () => new Promise((resolve) => setImmediate(resolve)),
        onStep: () => undefined,
        onSlice: (index, pixels) => {
          samples.add(first + index, pixels);
          progress.update(++done, total, 'slice');
        },
      });
      if (state === 'cancelled') throw new DiffusionError('CANCELLED');
    }
  }
  const sigmas = parts.map(({ plan }) => plan.sigma);
  const units = parts.map(({ plan }) => plan.unit);
  const warnings = new Set([...checkDomain(manifest, source.facts), ...parts.flatMap(({ plan }) => plan.warnings)]);
  if (untouched.length > 0) {
    warnings.add(
      `Slices ${untouched.map((k) => k + 1).join(', ')} hold too little tissue to measure their noise and were left as they are.`,
    );
  }
  const provenance: DenoiseProvenance = {
    task: 'denoise',
    model: { id: manifest.id, version: manifest.version, sha256: manifest.file.sha256 },
    sampler: settings.steps === 1 ? 'posterior mean' : settings.sampler,
    evaluations: options.samples * (parts[0] ? evaluationsPerSlice(parts[0].plan) : 0),
    seed: options.seed,
    sigma: middle(sigmas),
    scaling: manifest.scaling.kind,
    unit: middle(units),
    strength: settings.strength,
    backend: executor.describe(),
    versions: task.models.versions(),
    milliseconds: performance.now() - started,
    networkMilliseconds: executor.networkMilliseconds() - networkBefore,
  };
  const perSlice = options.independentSlices && {
    slices: parts.map(({ first, plan }) => ({ slice: first + 1, sigma: plan.sigma, unit: plan.unit })),
    untouched: untouched.map((k) => k + 1),
  };
  return {
    images: [
      { kind: 'denoised', slices: samples.mean() },
      ...(several ? [{ kind: 'uncertainty' as const, slices: samples.deviation() }] : []),
    ],
    provenance,
    description: describe(provenance),
    warnings: [...warnings],
    planSeconds: (planned - started) / 1000,
    details: {
      sampler: provenance.sampler,
      seed: provenance.seed,
      strength: provenance.strength,
      steps: settings.steps,
      samples: options.samples,
      independentSlices: options.independentSlices,
      ...perSlice,
      noise: { sigma: provenance.sigma, unit: provenance.unit, level: provenance.sigma * provenance.unit },
    },
  };
}

export const denoiseTask: CliTask = {
  summary: 'remove noise; with --samples also the standard deviation of several results',
  oneSlice: false,
  check,
  run,
};
