import { DiffusionError } from '../../src/core/errors';
import type { StackOrder } from '../../src/volume/gate';
import type { SlicePlane } from '../../src/volume/Volume';
import { type ActiveSeries, visibleImageId } from '../host/activeSeries';
import { readSlices } from '../host/readSlices';
import { hostSliceLoader, unitsOf } from '../host/sliceLoader';
import { denoiseTask } from '../jobs/denoiseTask';
import type { JobTask } from '../jobs/job';
import type { DenoiseSettings } from '../worker/protocol';
import { addResult, sourceWindow } from './deliver';
import type { EngineLink } from './EngineLink';
import type { ResultRow } from './state';
import { judge } from './usable';

export interface SeriesTask {
  series: ActiveSeries;
  stack: StackOrder;
  plane: SlicePlane;
  /** As they were at the click, also when the job has to wait. */
  choices: DenoiseSettings;
  link: EngineLink;
  onResult: (row: ResultRow) => void;
}

/** The job for a series of the viewer: reads it through the viewer and puts the result beside it. */
export function seriesTask({ series, stack, plane: { rows, columns }, choices, link, onResult }: SeriesTask): JobTask {
  const seen = visibleImageId(series.viewportId);
  const middle = series.imageIds.length >> 1;
  const seenAt = seen === undefined ? middle : series.imageIds.indexOf(seen);
  return denoiseTask({
    engine: link.engine,
    stack,
    rows,
    columns,
    seriesKey: series.displaySetUID,
    label: series.label,
    modality: series.modality,
    units: unitsOf(series.imageIds[0], series.modality),
    visible: seenAt >= 0 ? seenAt : middle,
    settings: async () => {
      // The model may have been unknown at the click.
      const ready = await link.ready(choices, series.modality);
      const { reason } = judge(series, ready.manifest);
      if (reason) throw DiffusionError.fromData(reason);
      return ready.choices;
    },
    read: (signal) => readSlices(series.imageIds, { length: rows * columns, signal, loader: hostSliceLoader() }),
    windowFor: (slices) => sourceWindow(series, slices),
    deliver: async (result) => {
      const { manifest } = await link.ready(choices, series.modality);
      onResult(addResult(result, series, stack, manifest));
    },
  });
}
