import type { DenoiseSettings, EngineStatus } from '../worker/protocol';

export const LIMITS = { steps: [1, 50], strength: [0, 1.2], seed: [0, 2 ** 32 - 1] } as const;

export const FIRST_CHOICES: DenoiseSettings = { modelId: '', backend: 'auto', strength: 1, steps: 1, sampler: '', seed: 1 };

const clamp = (value: number, [low, high]: readonly [number, number]) => Math.min(high, Math.max(low, value));
const whole = (value: unknown, limits: readonly [number, number], otherwise: number) =>
  typeof value === 'number' && Number.isFinite(value) ? clamp(Math.round(value), limits) : otherwise;

/** Takes over what is valid in a change; a value out of range is brought to the nearest limit. */
export function change(choices: DenoiseSettings, patch: Partial<DenoiseSettings>): DenoiseSettings {
  const { strength } = patch;
  return {
    modelId: patch.modelId ?? choices.modelId,
    backend: patch.backend ?? choices.backend,
    sampler: patch.sampler ?? choices.sampler,
    strength: typeof strength === 'number' && Number.isFinite(strength) ? clamp(strength, LIMITS.strength) : choices.strength,
    steps: whole(patch.steps, LIMITS.steps, choices.steps),
    seed: whole(patch.seed, LIMITS.seed, choices.seed),
  };
}

/** Choosing a model takes over its own defaults: a strength that suits MR may be too much for CT. */
export function chooseModel(choices: DenoiseSettings, modelId: string, { models }: Pick<EngineStatus, 'models'>): DenoiseSettings {
  const found = models.find(({ id }) => id === modelId);
  return found ? change({ ...choices, modelId }, found.manifest.defaults) : choices;
}

/**
 * The first model made for the modality in place of one that is not, or that is not installed; with no such model, or no modality, the one
 * that is chosen, or the first.
 */
export function settleModel(choices: DenoiseSettings, status: Pick<EngineStatus, 'models'>, modality?: string): DenoiseSettings {
  const fits = ({ manifest }: EngineStatus['models'][number]) => manifest.domain.modalities.includes(modality ?? '');
  const chosen = status.models.find(({ id }) => id === choices.modelId);
  if (chosen && fits(chosen)) return choices;
  const settled = status.models.find(fits) ?? chosen ?? status.models[0];
  return settled === chosen ? choices : chooseModel(choices, settled?.id ?? '', status);
}
