import { contrastsIn, readsNamed } from '../../src/models/contrast';
import type { Manifest } from '../../src/models/manifest';
import type { TaskName } from '../../src/results/Result';
import type { EngineStatus, RunSettings } from '../worker/protocol';

export const LIMITS = { steps: [1, 50], strength: [0, 1.2], seed: [0, 2 ** 32 - 1], samples: [1, 16] } as const;

export const FIRST_CHOICES: RunSettings = { modelId: '', backend: 'auto', strength: 1, steps: 1, sampler: '', seed: 1, samples: 1 };

const clamp = (value: number, [low, high]: readonly [number, number]) => Math.min(high, Math.max(low, value));
const whole = (value: unknown, limits: readonly [number, number], otherwise: number) =>
  typeof value === 'number' && Number.isFinite(value) ? clamp(Math.round(value), limits) : otherwise;

/** Takes over what is valid in a change; a value out of range is brought to the nearest limit. */
export function change(choices: RunSettings, patch: Partial<RunSettings>): RunSettings {
  const { strength } = patch;
  return {
    modelId: patch.modelId ?? choices.modelId,
    backend: patch.backend ?? choices.backend,
    sampler: patch.sampler ?? choices.sampler,
    strength: typeof strength === 'number' && Number.isFinite(strength) ? clamp(strength, LIMITS.strength) : choices.strength,
    steps: whole(patch.steps, LIMITS.steps, choices.steps),
    seed: whole(patch.seed, LIMITS.seed, choices.seed),
    samples: whole(patch.samples, LIMITS.samples, choices.samples),
  };
}

export interface Models extends Pick<EngineStatus, 'models'> {
  /** Ids that come first for a task, as the site has it. */
  first?: Readonly<Record<TaskName, readonly string[]>> | undefined;
}

/** Models that do a task, those that the site prefers first. */
export function modelsFor({ models, first }: Models, task: TaskName): EngineStatus['models'] {
  const able = models.filter(({ manifest }) => manifest.tasks.some((name) => name === task));
  const preferred = (first?.[task] ?? []).flatMap((id) => able.filter((model) => model.id === id));
  return [...new Set([...preferred, ...able])];
}

/** What a model of each kind brings; one that draws nothing makes one picture. */
function ownDefaults(manifest: Manifest): Partial<RunSettings> {
  if (manifest.kind === 'denoiser') return manifest.defaults;
  return { samples: manifest.kind === 'noising-prior' ? manifest.noising.draws : 1 };
}

/** Choosing a model takes over its own defaults: a strength that suits MR may be too much for CT. */
export function chooseModel(choices: RunSettings, modelId: string, { models }: Models): RunSettings {
  const found = models.find(({ id }) => id === modelId);
  if (!found) return choices;
  return change({ ...choices, modelId }, ownDefaults(found.manifest));
}

/** The first model of all: what the reader has set before any was known stays. */
function chooseFirst(choices: RunSettings, modelId: string, status: Models): RunSettings {
  const set = Object.entries(choices).filter(([name, value]) => value !== FIRST_CHOICES[name as keyof RunSettings]);
  return change(chooseModel(choices, modelId, status), Object.fromEntries(set));
}

/** What the choice of a model goes by. */
export interface SeriesWords {
  modality: string;
  /** As the header has it; only read. */
  description?: string | undefined;
  /** The model that the reader has chosen by hand for this series. */
  byHand?: string | undefined;
}

/**
 * The first model for the task and the modality in place of one that is not, or that is not installed; one that reads the contrast which the
 * series names in place of one that does not, unless the reader chose that. With no such model, or no modality, the one that is chosen, or
 * the first for the task.
 */
export function settleModel(choices: RunSettings, status: Models, task: TaskName, series?: SeriesWords): RunSettings {
  const able = modelsFor(status, task);
  const fits = ({ manifest }: EngineStatus['models'][number]) => manifest.domain.modalities.includes(series?.modality ?? '');
  const reads = ({ manifest }: EngineStatus['models'][number]) =>
    contrastsIn(series?.description).length === 0 || readsNamed(manifest, series?.description);
  const fitting = able.filter(fits);
  const chosen = able.find(({ id }) => id === choices.modelId);
  const keeps = chosen && fits(chosen) && (reads(chosen) || series?.byHand === chosen.id || !fitting.some(reads));
  if (keeps) return choices;
  const settled = fitting.find(reads) ?? fitting[0] ?? chosen ?? able[0];
  if (!settled) return choices.modelId === '' ? choices : { ...choices, modelId: '' };
  if (settled === chosen) return choices;
  return choices.modelId === '' ? chooseFirst(choices, settled.id, status) : chooseModel(choices, settled.id, status);
}
