import type { Remark } from '../../src/core/errors';
import { DiffusionError } from '../../src/core/errors';
import { newUid } from '../../src/dicom/uid';
import type { MaskNote, RegionNote } from '../../src/results/provenance';
import type { Result, TaskName } from '../../src/results/Result';
import { TASKS } from '../../src/tasks';
import type { Region } from '../../src/tasks/Task';
import type { Stack } from '../../src/volume/Stack';
import { type ActiveSeries, visibleImageId } from '../host/activeSeries';
import { declaredPadding } from '../host/declaredPadding';
import { displaySetByUID } from '../host/displaySets';
import { hostSliceLoader, readSlices, unitsOf } from '../host/readSlices';
import { ui } from '../i18n';
import { twinOf } from '../results/name';
import type { ResultRow } from '../results/rows';
import { PER_MESSAGE } from '../worker/HeldSlices';
import type { RunSettings } from '../worker/settings';
import { addResult } from './deliver';
import type { EngineLink } from './EngineLink';
import type { JobTask } from './job';
import { factsOf, judgeSeries } from './Readiness';
import { checkMemory, memoryPlan, type Room } from './memory';
import { brainIn, type FoundBrain, type RunData } from './RunData';
import { volumeTask } from './volumeTask';
import { sourceWindow } from './windows';

export interface SeriesTask {
  task: TaskName;
  series: ActiveSeries;
  stack: Stack;
  /** As they were at the click, also when the job has to wait. */
  choices: RunSettings;
  /** In the viewer's order. */
  region?: Region | undefined;
  /** Whose mask the region of an anomaly map is. */
  mask?: MaskNote | undefined;
  /** How the series differs from what the model was made for, as the reader has confirmed. */
  confirmed: readonly Remark[];
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

/** What the reader has said of a region, which the engine does not know. */
function withAbout(result: Result, about: RegionNote | undefined): Result {
  const { provenance } = result;
  if (provenance.task !== 'inpaint' || !about) return result;
  return { ...result, provenance: { ...provenance, region: { ...provenance.region, ...about } } };
}

/** The job for a series of the viewer: reads it through the viewer and puts the result beside it. */
export function seriesTask(job: SeriesTask): JobTask {
  const { task, series, stack, choices, region, mask, confirmed, about, onBrain, link, runs, onResult } = job;
  const units = unitsOf(series.imageIds[0], series.modality);
  const { rows, columns } = stack.grid({ modality: series.modality, units });
  const seen = visibleImageId(series.viewportId);
  const seenAt = seen === undefined ? -1 : series.imageIds.indexOf(seen);
  // Settled at the click, where the models were known.
  const chosen = { series: factsOf(series), byHand: choices.modelId };
  const made = volumeTask({
    ...{ engine: link.engine, task, stack, region, mask },
    seriesKey: `${series.displaySetUID} ${task}`,
    label: onBrain ? ui.anomaly.brain.job(series.label) : series.label,
    modality: series.modality,
    units,
    padding: declaredPadding(series.imageIds),
    visible: seenAt >= 0 ? seenAt : series.imageIds.length >> 1,
    brainOnly: onBrain !== undefined,
    agreed: async () => {
      // The model may have been unknown at the click, and then nothing was asked.
      const ready = await link.ready(task, choices, chosen);
      const { refused, confirm, warn } = judgeSeries(series, ready.manifest);
      if (refused) throw new DiffusionError(refused.code, refused);
      const asked = confirm.every(({ code }) => confirmed.some((one) => one.code === code));
      if (!asked && !onBrain) throw new DiffusionError('CONFIRMATION_NEEDED', { allowed: ready.manifest.label });
      return { settings: ready.choices, outside: confirm, said: warn };
    },
    slabSlices: async () => {
      const { manifest } = await link.ready(task, choices, chosen);
      const worked = TASKS[task].region === 'needed' ? region?.filter((slice) => slice?.includes(1)).length : undefined;
      const plan = memoryPlan(task, series, manifest, choices, { ...job.room(), worked });
      checkMemory(plan);
      // A region of one slice would have the series looked through slice by slice.
      return plan && (plan.slabs === 1 ? Math.max(plan.slabSlices, PER_MESSAGE) : plan.slabSlices);
    },
    read: (signal) => readSlices(series.imageIds, { length: rows * columns, signal, loader: hostSliceLoader() }),
    windowFor: (slices) => sourceWindow(series, slices),
    deliver: async (result, source, signal) => {
      if (onBrain) return onBrain(brainIn(result, stack));
      const { manifest, choices: settings } = await link.ready(task, choices, chosen);
      const made = new Date();
      const named = { runId: newUid(), made, twin: twinOf(series.displaySetUID, result.provenance, made) };
      const delivery = { ...named, result: withAbout(result, about), source, series, stack, manifest, region, peaks: {} };
      const closed = () => (displaySetByUID(series.displaySetUID) ? undefined : 'SOURCE_CLOSED');
      const row = await addResult(delivery, () => (link.closed || signal?.aborted ? 'CANCELLED' : closed()));
      runs.keep(delivery);
      onResult({ ...row, settings });
    },
  });
  const steps = task === 'anomaly' ? choices.samples : choices.steps * choices.turns * (task === 'inpaint' ? choices.samples : 1);
  return { ...made, cost: { key: `${task} ${choices.modelId}`, work: rows * columns * made.slices * steps } };
}
