import type { Executor } from '../execution/Executor';
import type { Hooks } from '../execution/run';
import type { DenoiserManifest } from '../models/manifest';
import { Spread } from '../results/spread';
import type { Volume } from '../volume/Volume';
import { inpaint, type Holes, type InpaintOptions, type InpaintPlan } from './inpaint';

export interface SampleHooks {
  signal: AbortSignal;
  pause: Hooks['pause'];
  onStep(step: { sample: number; index: number; stepsDone: number; slicesDone: number }): void;
  /** A finished slice of a sample; the array is the caller's. */
  onSlice(sample: number, index: number, pixels: Float32Array<ArrayBuffer>): void;
}

/**
 * Several fillings of one plan, one whole filling after the other, with the seeds seed, seed + 1, …; any sampler gives different ones, because the
 * start is drawn. Outside the holes the mean is the source bit for bit, and the standard deviation 0.
 *
 * @returns what was finished, per slice; after a cancel the last filling may lack slices
 */
export async function inpaintSamples(
  volume: Volume,
  holes: Holes,
  plan: InpaintPlan,
  manifest: DenoiserManifest,
  options: InpaintOptions & { samples: number },
  executor: Executor,
  hooks: SampleHooks,
): Promise<{ state: 'done' | 'cancelled'; samples: Spread }> {
  const samples = new Spread(volume.slices);
  for (let sample = 0; sample < options.samples; sample++) {
    const state = await inpaint(volume, holes, plan, manifest, { ...options, seed: options.seed + sample }, executor, {
      signal: hooks.signal,
      pause: () => hooks.pause(),
      onStep: (step) => hooks.onStep({ sample, ...step }),
      onSlice: (index, pixels) => {
        samples.add(index, pixels.slice());
        hooks.onSlice(sample, index, pixels);
      },
    });
    if (state === 'cancelled') return { state, samples };
  }
  return { state: 'done', samples };
}
