import type { ErrorData, Remark } from '../../src/core/errors';
import type { Budget } from '../../src/execution/budget';
import type { Job } from './job';
import type { ResultRow } from '../results/rows';
import type { TaskName } from '../../src/results/Result';
import type { EngineStatus, RunSettings } from '../worker/settings';
import type { Models } from './choices';

export type EngineState =
  { state: 'idle' | 'loading' } | ({ state: 'ready' } & EngineStatus & Models) | { state: 'failed'; error: ErrorData };

/** The active series, and why the chosen task cannot be done on it where that is so. */
export interface SeriesState {
  displaySetUID: string | undefined;
  label: string;
  modality: string;
  slices: number;
  reason: ErrorData | undefined;
  /** What the chosen task would need on it; undefined while unknown. */
  memory?: Budget | undefined;
  warnings: readonly Remark[];
  /** How it differs from what the model was made for, where that has to be confirmed before a run. */
  doubts: readonly Remark[];
}

/** A brain mask that lies on a series as a segmentation. */
export interface BrainState {
  millilitres?: number | undefined;
  warnings: readonly Remark[];
}

/** One series with one model: what another model was not made for is confirmed on its own, also where it has the same name. */
export const doubtKey = (displaySetUID: string | undefined, modelId: string): string => `${displaySetUID} ${modelId}`;

/** Whether the button has to wait for a tick. */
export const isDoubted = ({ series, task, choices, confirmed }: WorkbenchState): boolean =>
  series.doubts.length > 0 && !confirmed.includes(doubtKey(series.displaySetUID, choices[task].modelId));

/** All that the panel shows. Never changed: a change makes a new object. */
export interface WorkbenchState {
  engine: EngineState;
  task: TaskName;
  choices: Readonly<Record<TaskName, RunSettings>>;
  series: SeriesState;
  jobs: readonly Job[];
  results: readonly ResultRow[];
  /** What the reader has confirmed, as `doubtKey` names it. */
  confirmed: readonly string[];
  /** The arrangement of a result that is on screen, as `paneName` calls it. */
  shown: string | undefined;
  /** By display set. */
  brains: Readonly<Record<string, BrainState | undefined>>;
  /** Why the viewports cannot be relied on any more; stays until the page is loaded anew. */
  blackout?: ErrorData;
  /** A short remark on the last click, not an error. */
  hint: string | undefined;
}

/** What the reader has chosen, and finds again in the next visit. */
export type Kept = Pick<WorkbenchState, 'task' | 'choices'>;

export const NO_SERIES: SeriesState = {
  displaySetUID: undefined,
  label: '',
  modality: '',
  slices: 0,
  reason: undefined,
  warnings: [],
  doubts: [],
};

/** As a visit begins. */
export const firstState = (kept: Kept): WorkbenchState => ({
  engine: { state: 'idle' },
  series: NO_SERIES,
  jobs: [],
  results: [],
  confirmed: [],
  shown: undefined,
  brains: {},
  hint: undefined,
  ...kept,
});
