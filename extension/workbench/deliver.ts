import { DiffusionError } from '../../src/core/errors';
import type { Manifest } from '../../src/models/manifest';
import { blend } from '../../src/results/blend';
import { isPicture, type Layer, type Result } from '../../src/results/Result';
import type { StackOrder } from '../../src/volume/gate';
import type { Volume } from '../../src/volume/Volume';
import { type ActiveSeries, activeSeries, displaySetOf, visibleImageId } from '../host/activeSeries';
import { notifyDone } from '../host/notify';
import { addResultDisplaySet } from '../host/resultDisplaySet';
import { showPair } from '../host/sideBySide';
import { toWindow, type ValueRange, windowOfImage, windowOfPixels, windowOfViewport } from '../host/window';
import { en } from '../i18n/en';
import type { Region } from '../worker/protocol';
import type { ResultRow } from './state';

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

/** Along the normal → in the viewer's order. */
function inViewerOrder<T>({ order }: StackOrder, values: readonly T[]): T[] {
  const out: T[] = [];
  order.forEach((index, k) => {
    const value = values[k];
    if (value !== undefined) out[index] = value;
  });
  return out;
}

/** Makes each part of a result a series of the viewer. */
export function addResult(delivery: Delivery): ResultRow {
  const { runId, result, series, stack, manifest, region } = delivery;
  const { provenance, warnings } = result;
  const finished = inViewerOrder(stack, result.finished);
  const sets: ResultRow['sets'] = {};
  const samples: string[] = [];
  let main: Pick<ResultRow, 'uid' | 'note' | 'window'> | undefined;
  for (const layer of result.layers) {
    if (layer.kind === 'brain') continue;
    const slices = inViewerOrder(stack, pixelsOf(layer, delivery));
    const window = isPicture(layer.kind) ? sourceWindow(series, slices) : windowOfPixels(slices);
    const { displaySetInstanceUID: uid, diffusionResult } = addResultDisplaySet({
      source: series,
      slices,
      finished,
      window: toWindow(window),
      note: {
        kind: layer.kind,
        sample: layer.sample,
        runId,
        modelId: manifest.id,
        modelLabel: manifest.label,
        strength: provenance.task === 'denoise' ? provenance.strength : undefined,
        provenance,
        warnings,
      },
    });
    sets[layer.kind] ??= uid;
    if (layer.sample !== undefined) samples.push(uid);
    if (diffusionResult) main ??= { uid, note: diffusionResult, window };
  }
  if (!main) throw new DiffusionError('INTERNAL', { measured: 'a display set without our mark' });
  const focus = region && series.imageIds.filter((_, index) => region[index]);
  return { id: runId, task: provenance.task, sets, samples, focus, finished: finished.filter(Boolean).length, ...main };
}

/** Shows a new result beside its source, unless the reader has moved on to another series meanwhile: then the layout is left alone. */
export async function present({ uid, task, note, window, focus }: ResultRow): Promise<void> {
  const message = note.partial ? en.result.addedPartial(note.sourceLabel) : en.result.added(note.sourceLabel, en.tasks[task].result);
  const active = activeSeries();
  if (active?.displaySetUID !== note.sourceUID) return notifyDone(`${message} ${en.result.elsewhere}`);
  notifyDone(message);
  const seen = visibleImageId(active.viewportId);
  // Where the slice on screen has nothing new, one that has.
  const at = seen !== undefined && focus?.includes(seen) ? undefined : focus?.[focus.length >> 1];
  await showPair({ sourceUID: note.sourceUID, resultUID: uid, fromViewportId: active.viewportId, fallbackWindow: window, at });
}
