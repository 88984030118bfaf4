import { DiffusionError } from '../../src/core/errors';
import type { StackOrder } from '../../src/volume/gate';
import { newUid } from '../../src/dicom/uid';
import type { SlicePlane } from '../../src/volume/Volume';
import { type ActiveSeries, visibleImageId } from '../host/activeSeries';
import { readSlices } from '../host/readSlices';
import { hostSliceLoader, unitsOf } from '../host/sliceLoader';
import type { JobTask } from '../jobs/job';
import { volumeTask } from '../jobs/volumeTask';
import type { RegionNote } from '../../src/results/provenance';
import type { TaskName } from '../../src/results/Result';
import type { Region, RunSettings } from '../worker/protocol';
import { addResult, sourceWindow } from './deliver';
import type { EngineLink } from './EngineLink';
import type { RunData } from './RunData';
import type { ResultRow } from './state';
import { judge } from './usable';

export interface SeriesTask {
  task: TaskName;
  series: ActiveSeries;
  stack: StackOrder;
  plane: SlicePlane;
  /** As they were at the click, also when the job has to wait. */
  choices: RunSettings;
  /** In the viewer's order. */
  region?: Region | undefined;
  /** What the provenance says of the region beside its size. */
  about?: RegionNote | undefined;
  link: EngineLink;
  runs: RunData;
  onResult: (row: ResultRow) => void;
}

/** The job for a series of the viewer: reads it through the viewer and puts the result beside it. */
export function seriesTask({ task, series, stack, plane, choices, region, about, link, runs, onResult }: SeriesTask): JobTask {
  const { rows, columns, rowCosines, columnCosines } = plane;
  const seen = visibleImageId(series.viewportId);
  const middle = series.imageIds.length >> 1;
  const seenAt = seen === undefined ? middle : series.imageIds.indexOf(seen);
  const made = volumeTask({
    engine: link.engine,
    task,
    stack,
    rows,
    columns,
    axes: { rowCosines, columnCosines },
    seriesKey: `${series.displaySetUID} ${task}`,
    label: series.label,
    modality: series.modality,
    units: unitsOf(series.imageIds[0], series.modality),
    visible: seenAt >= 0 ? seenAt : middle,
    region,
    settings: async () => {
      // The model may have been unknown at the click.
      const ready = await link.ready(task, choices, series.modality);
      const { reason } = judge(series, ready.manifest);
      if (reason) throw DiffusionError.fromData(reason);
      return ready.choices;
    },
    read: (signal) => readSlices(series.imageIds, { length: rows * columns, signal, loader: hostSliceLoader() }),
    windowFor: (slices) => sourceWindow(series, slices),
    deliver: async (result, source) => {
      const { manifest } = await link.ready(task, choices, series.modality);
      const { provenance } = result;
      if (provenance.task === 'inpaint' && about) Object.assign(provenance.region, about);
      const delivery = { runId: newUid(), result, source, series, stack, manifest, region };
      const row = addResult(delivery);
      runs.keep(delivery);
      onResult({ ...row, settings: choices });
    },
  });
  const steps = task === 'anomaly' ? 1 : choices.steps * (task === 'inpaint' ? choices.samples : 1);
  return { ...made, cost: { key: `${task} ${choices.modelId}`, work: rows * columns * made.slices * steps } };
}
