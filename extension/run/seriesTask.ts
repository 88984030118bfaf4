import { DiffusionError } from '../../src/core/errors';
import type { AnomalyProvenance, RegionNote } from '../../src/results/provenance';
import type { StackOrder } from '../../src/volume/gate';
import { newUid } from '../../src/dicom/uid';
import type { SlicePlane } from '../../src/volume/Volume';
import { type ActiveSeries, visibleImageId } from '../host/activeSeries';
import { hostSliceLoader, readSlices, unitsOf } from '../host/readSlices';
import { ui } from '../i18n';
import type { JobTask } from './job';
import { volumeTask } from './volumeTask';
import type { Result, TaskName } from '../../src/results/Result';
import { PER_MESSAGE } from '../worker/HeldSlices';
import type { Region, RunSettings } from '../worker/protocol';
import { addResult, isMagnitude } from './deliver';
import type { EngineLink } from './EngineLink';
import { memoryPlan, memoryProblem, type Room } from './memory';
import { brainIn, type FoundBrain, type RunData } from './RunData';
import type { ResultRow } from '../results/rows';
import { judge } from './usable';
import { sourceWindow } from './windows';

export interface SeriesTask {
  task: TaskName;
  series: ActiveSeries;
  stack: StackOrder;
  plane: SlicePlane;
  /** As they were at the click, also when the job has to wait. */
  choices: RunSettings;
  /** In the viewer's order. */
  region?: Region | undefined;
  /** Whose mask the region of an anomaly map is. */
  mask?: AnomalyProvenance['mask'] | undefined;
  /** How the series differs from what the model was made for, as the reader has confirmed. */
  outside?: readonly string[];
  /** Instead of a map: what to do with the brain, in the viewer's order. */
  onBrain?: ((found: FoundBrain) => Promise<void>) | undefined;
  /** What the provenance says of the region beside its size. */
  about?: RegionNote | undefined;
  /** Memory of the tab, as it is when the job begins. */
  room: () => Room;
  link: EngineLink;
  runs: RunData;
  onResult: (row: ResultRow) => void;
}

/** What the page knows of a run, and its engine does not. */
function completed(result: Result, { mask, outside = [] }: Pick<SeriesTask, 'mask' | 'outside'>): Result {
  const { provenance, warnings } = result;
  if (provenance.task !== 'anomaly') return result;
  const more = { ...(mask && { mask }), ...(outside.length > 0 && { outside }) };
  return { ...result, warnings: [...outside, ...warnings], provenance: { ...provenance, ...more } };
}

/** The job for a series of the viewer: reads it through the viewer and puts the result beside it. */
export function seriesTask(job: SeriesTask): JobTask {
  const { task, series, stack, plane, choices, region, about, onBrain, link, runs, onResult } = job;
  const { rows, columns, rowCosines, columnCosines } = plane;
  const seen = visibleImageId(series.viewportId);
  const middle = series.imageIds.length >> 1;
  // Settled at the click, where the models were known.
  const words = { modality: series.modality, description: series.look?.description, byHand: choices.modelId };
  const seenAt = seen === undefined ? middle : series.imageIds.indexOf(seen);
  const made = volumeTask({
    engine: link.engine,
    task,
    stack,
    rows,
    columns,
    axes: { rowCosines, columnCosines },
    seriesKey: `${series.displaySetUID} ${task}`,
    label: onBrain ? ui.anomaly.brain.job(series.label) : series.label,
    modality: series.modality,
    units: unitsOf(series.imageIds[0], series.modality),
    visible: seenAt >= 0 ? seenAt : middle,
    region,
    brainOnly: onBrain !== undefined,
    settings: async () => {
      // The model may have been unknown at the click.
      const ready = await link.ready(task, choices, words);
      const { reason } = judge(series, ready.manifest);
      if (reason) throw DiffusionError.fromData(reason);
      return ready.choices;
    },
    slabSlices: async () => {
      const { manifest } = await link.ready(task, choices, words);
      const worked = task === 'inpaint' ? region?.filter((slice) => slice?.includes(1)).length : undefined;
      const plan = memoryPlan(task, series, manifest, choices, { ...job.room(), worked });
      const problem = memoryProblem(plan);
      if (problem) throw DiffusionError.fromData(problem);
      // A region of one slice would have the series looked through slice by slice.
      return plan && (plan.slabs === 1 ? Math.max(plan.slabSlices, PER_MESSAGE) : plan.slabSlices);
    },
    read: (signal) => readSlices(series.imageIds, { length: rows * columns, signal, loader: hostSliceLoader() }),
    windowFor: (slices) => sourceWindow(series, slices),
    deliver: async (made, source) => {
      const result = completed(made, job);
      if (onBrain) return onBrain(brainIn(result, stack));
      const { manifest } = await link.ready(task, choices, words);
      const { provenance } = result;
      if (provenance.task === 'inpaint' && about) Object.assign(provenance.region, about);
      const magnitude = await isMagnitude(result, source);
      const delivery = { runId: newUid(), result, source, series, stack, manifest, region, magnitude, peaks: {} };
      const row = await addResult(delivery);
      runs.keep(delivery);
      onResult({ ...row, settings: choices });
    },
  });
  const steps = task === 'anomaly' ? choices.samples : choices.steps * (task === 'inpaint' ? choices.samples : 1);
  return { ...made, cost: { key: `${task} ${choices.modelId}`, work: rows * columns * made.slices * steps } };
}
