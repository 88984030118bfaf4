import { DiffusionError } from '../../src/core/errors';
import type { Manifest } from '../../src/models/manifest';
import { blend } from '../../src/results/blend';
import { isPicture, type Layer, type LayerKind, type Result, type TaskName } from '../../src/results/Result';
import type { StackOrder } from '../../src/volume/gate';
import type { Volume } from '../../src/volume/Volume';
import { type ActiveSeries, activeSeries, displaySetOf, visibleImageId } from '../host/activeSeries';
import { notifyDone } from '../i18n/notices';
import { addResultDisplaySet } from '../results/displaySets';
import { showPair } from '../host/sideBySide';
import { toWindow, type ValueRange, windowOfImage, windowOfPixels, windowOfViewport } from '../host/window';
import { ui } from '../i18n';
import type { ResultNote } from '../host/resultNote';
import { inViewerOrder } from '../results/sliceOrder';
import type { Region } from '../worker/protocol';
import type { ResultRow } from '../results/rows';

/** Window of the source as the reader has set it; where nothing sensible is set, one made from the pixels. */
export function sourceWindow({ viewportId, displaySetUID, imageIds }: ActiveSeries, slices: readonly Float32Array[]): ValueRange {
  const shown = displaySetOf(viewportId)?.displaySetInstanceUID === displaySetUID;
  const imageId = (shown ? visibleImageId(viewportId) : undefined) ?? imageIds[imageIds.length >> 1];
  return (shown ? windowOfViewport(viewportId) : undefined) ?? windowOfImage(imageId) ?? windowOfPixels(slices);
}

export interface Delivery {
  runId: string;
  result: Result;
  source: Volume;
  series: ActiveSeries;
  stack: StackOrder;
  manifest: Manifest;
  /** What was filled, in the viewer's order. */
  region?: Region | undefined;
}

/** Pixels as the reader wants them: the estimate by its strength, everything else as it is. */
function pixelsOf({ kind, slices }: Layer, { result, source }: Delivery): Float32Array[] {
  const { provenance } = result;
  if (kind !== 'denoised' || provenance.task !== 'denoise' || provenance.strength === 1) return slices;
  const magnitude = source.slices.every((slice) => slice.every((value) => value >= 0));
  return slices.map((slice, k) => blend(source.slices[k] ?? slice, slice, provenance.strength, magnitude));
}

/** Parts that become series only when the reader asks for them: the list of series would be flooded. */
const onDemand = (kind: LayerKind, task: TaskName) => kind === 'brain' || (kind === 'uncertainty' && task === 'denoise');

/** Makes a part of a result a series of the viewer; `slices` lie along the normal. */
export function addLayer(delivery: Delivery, { kind, sample, slices }: Layer, window: ValueRange): { uid: string; note: ResultNote } {
  const { runId, result, series, stack, manifest } = delivery;
  const { provenance, warnings } = result;
  const { displaySetInstanceUID: uid, diffusionResult: note } = addResultDisplaySet({
    source: series,
    slices: inViewerOrder(stack, slices),
    finished: inViewerOrder(stack, result.finished),
    covered: provenance.task === 'anomaly' ? inViewerOrder(stack, provenance.map.covered) : undefined,
    sliceSpacing: stack.spacing[2],
    window: toWindow(window),
    note: {
      kind,
      sample,
      runId,
      modelId: manifest.id,
      modelLabel: manifest.label,
      strength: provenance.task === 'denoise' && kind !== 'uncertainty' ? provenance.strength : undefined,
      provenance,
      warnings,
    },
  });
  if (!note) throw new DiffusionError('INTERNAL', { measured: 'a display set without our mark' });
  return { uid, note };
}

/** One scale for scores, so that maps of two persons look alike when they are: white is one healthy voxel in 10 000. */
const SCORE_WINDOWS: Partial<Record<LayerKind, ValueRange>> = {
  score: { lower: 0, upper: 4 },
  brightness: { lower: 0, upper: 4 },
  sum: { lower: 0, upper: 8 },
};

/** Makes the parts of a result series of the viewer. */
export function addResult(delivery: Delivery): ResultRow {
  const { runId, result, series, stack, region } = delivery;
  const { provenance } = result;
  const sets: ResultRow['sets'] = {};
  const samples: string[] = [];
  let main: Pick<ResultRow, 'uid' | 'note' | 'window'> | undefined;
  for (const layer of result.layers) {
    if (onDemand(layer.kind, provenance.task)) continue;
    const slices = pixelsOf(layer, delivery);
    const window = isPicture(layer.kind) ? sourceWindow(series, slices) : (SCORE_WINDOWS[layer.kind] ?? windowOfPixels(slices));
    const { uid, note } = addLayer(delivery, { ...layer, slices }, window);
    sets[layer.kind] ??= uid;
    if (layer.sample !== undefined) samples.push(uid);
    main ??= { uid, note, window };
  }
  if (!main) throw new DiffusionError('INTERNAL', { measured: 'a result without a part that is shown' });
  const peak = provenance.task === 'anomaly' ? series.imageIds[stack.order[provenance.map.peak.slice] ?? -1] : undefined;
  const focus = peak === undefined ? region && series.imageIds.filter((_, index) => region[index]) : [peak];
  return { id: runId, task: provenance.task, sets, samples, focus, finished: result.finished.filter(Boolean).length, ...main };
}

/** Shows a new result beside its source, unless the reader has moved on to another series meanwhile: then the layout is left alone. */
export async function present({ uid, task, note, window, focus }: ResultRow): Promise<void> {
  const message = note.partial ? ui.result.addedPartial(note.sourceLabel) : ui.result.added(note.sourceLabel, ui.tasks[task].result);
  const active = activeSeries();
  if (active?.displaySetUID !== note.sourceUID) return notifyDone(`${message} ${ui.result.elsewhere}`);
  notifyDone(message);
  const seen = visibleImageId(active.viewportId);
  // Where the slice on screen has nothing new, one that has.
  const at = seen !== undefined && focus?.includes(seen) ? undefined : focus?.[focus.length >> 1];
  await showPair({ sourceUID: note.sourceUID, resultUID: uid, fromViewportId: active.viewportId, fallbackWindow: window, at });
}
