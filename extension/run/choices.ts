import type { Manifest } from '../../src/models/manifest';
import { isPrior, reconstructionsOf } from '../../src/models/prior';
import { STRONGEST } from '../../src/results/blend';
import type { TaskName } from '../../src/results/Result';
import { chooseModel, modelsFor as modelsOf } from '../../src/rules/chooseModel';
import type { SeriesFacts } from '../../src/rules/facts';
import { TASKS } from '../../src/tasks';
import type { EngineStatus, RunSettings } from '../worker/settings';

export const LIMITS = { steps: [1, 50], strength: [0, STRONGEST], seed: [0, 2 ** 32 - 1], samples: [1, 16] } as const;

export const FIRST_CHOICES: RunSettings = {
  modelId: '',
  backend: 'auto',
  strength: 1,
  steps: 1,
  sampler: '',
  seed: 1,
  samples: 1,
  turns: 1,
};

const clamp = (value: number, [low, high]: readonly [number, number]) => Math.min(high, Math.max(low, value));
const whole = (value: unknown, limits: readonly [number, number], otherwise: number) =>
  typeof value === 'number' && Number.isFinite(value) ? clamp(Math.round(value), limits) : otherwise;

/** Takes over what is valid in a change; a value out of range is brought to the nearest limit. */
export function change(choices: RunSettings, patch: Partial<RunSettings>): RunSettings {
  const { strength, turns } = patch;
  return {
    modelId: patch.modelId ?? choices.modelId,
    backend: patch.backend ?? choices.backend,
    sampler: patch.sampler ?? choices.sampler,
    strength: typeof strength === 'number' && Number.isFinite(strength) ? clamp(strength, LIMITS.strength) : choices.strength,
    steps: whole(patch.steps, LIMITS.steps, choices.steps),
    seed: whole(patch.seed, LIMITS.seed, choices.seed),
    samples: whole(patch.samples, LIMITS.samples, choices.samples),
    turns: turns === 1 || turns === 8 ? turns : choices.turns,
  };
}

export interface Models extends Pick<EngineStatus, 'models'> {
  /** Ids that come first for a task, as the site has it. */
  first?: Readonly<Record<TaskName, readonly string[]>> | undefined;
}

const manifestsOf = ({ models }: Models) => models.map(({ manifest }) => manifest);

/** Models that do a task, those that the site prefers first. */
export const modelsFor = (status: Models, task: TaskName): Manifest[] => modelsOf(manifestsOf(status), task, status.first?.[task]);

/** What a model of each kind brings; one that draws nothing makes one picture. */
function ownDefaults(manifest: Manifest, task: TaskName): Partial<RunSettings> {
  if (isPrior(manifest)) return { samples: reconstructionsOf(manifest, 1) };
  // What the reader has time for does not hang on the model.
  const { seed: _, turns: __, ...own } = TASKS[task].settle({}, manifest);
  return own;
}

/** Choosing a model takes over its own defaults: a strength that suits MR may be too much for CT. */
export function withModel(choices: RunSettings, modelId: string, status: Models, task: TaskName): RunSettings {
  const found = manifestsOf(status).find(({ id }) => id === modelId);
  if (!found) return choices;
  return change({ ...choices, modelId }, ownDefaults(found, task));
}

/** The first model of all: what the reader has set before any was known stays. */
function withFirst(choices: RunSettings, modelId: string, status: Models, task: TaskName): RunSettings {
  const set = Object.entries(choices).filter(([name, value]) => value !== FIRST_CHOICES[name as keyof RunSettings]);
  return change(withModel(choices, modelId, status, task), Object.fromEntries(set));
}

/** A series, and the model that the reader has chosen by hand for it. */
export interface Chosen {
  series: SeriesFacts;
  byHand?: string | undefined;
}

/** The model for a series by the rules; where none can read it, or there is no series, the one that is chosen, or the first for the task. */
function settledId(current: string, status: Models, task: TaskName, chosen: Chosen | undefined): string {
  const able = modelsFor(status, task);
  const otherwise = (able.find(({ id }) => id === current) ?? able[0])?.id ?? '';
  if (!chosen) return otherwise;
  const { series, byHand } = chosen;
  const wishes = { current, first: status.first?.[task], byHand: byHand === current };
  try {
    return chooseModel(able, task, series, wishes).manifest.id;
  } catch {
    return otherwise;
  }
}

/** The settings of a task with a model that is installed and, where there is one, made for the series. */
export function settleModel(choices: RunSettings, status: Models, task: TaskName, chosen?: Chosen): RunSettings {
  const id = settledId(choices.modelId, status, task, chosen);
  if (id === choices.modelId) return choices;
  if (id === '') return { ...choices, modelId: '' };
  return choices.modelId === '' ? withFirst(choices, id, status, task) : withModel(choices, id, status, task);
}
