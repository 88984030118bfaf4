import type { Provenance } from '../../src/results/provenance';
import type { Settings } from '../../src/tasks/Task';

/**
 * The settings that a result was made with, from what it says of itself. With the model that it names, the same task makes of the same series
 * (and region) the same result, bit for bit on the same backend. Where nothing was drawn the seed is as good as any other.
 */
export function settingsOf(made: Provenance): Settings {
  const { seed, samples } = made.task === 'anomaly' ? (made.noising ?? { seed: 1, samples: 1 }) : made;
  const { steps, sampler } = made.task === 'anomaly' ? { steps: 1, sampler: '' } : made;
  const { strength = 1, turns = 1 } = made.task === 'denoise' ? made : {};
  return { strength, steps, sampler, seed, samples, turns };
}
