import { DiffusionError } from '../../src/core/errors';
import type { DenoiserManifest } from '../../src/models/manifest';
import type { Result } from '../../src/results/Result';
import type { StackOrder } from '../../src/volume/gate';
import { type ActiveSeries, activeSeries, displaySetOf, visibleImageId } from '../host/activeSeries';
import { notifyDone } from '../host/notify';
import { addResultDisplaySet } from '../host/resultDisplaySet';
import { showPair } from '../host/sideBySide';
import { toWindow, type ValueRange, windowOfImage, windowOfPixels, windowOfViewport } from '../host/window';
import { en } from '../i18n/en';
import type { ResultRow } from './state';

/** Window of the source as the reader has set it; where nothing sensible is set, one made from the pixels. */
export function sourceWindow({ viewportId, displaySetUID, imageIds }: ActiveSeries, slices: readonly Float32Array[]): ValueRange {
  const shown = displaySetOf(viewportId)?.displaySetInstanceUID === displaySetUID;
  const imageId = (shown ? visibleImageId(viewportId) : undefined) ?? imageIds[imageIds.length >> 1];
  return (shown ? windowOfViewport(viewportId) : undefined) ?? windowOfImage(imageId) ?? windowOfPixels(slices);
}

/** Makes a result a series of the viewer. */
export function addResult(result: Result, source: ActiveSeries, stack: StackOrder, manifest: DenoiserManifest): ResultRow {
  const slices: Float32Array[] = [];
  const finished: boolean[] = [];
  stack.order.forEach((index, k) => {
    slices[index] = result.slices[k] ?? new Float32Array(0);
    finished[index] = result.finished[k] ?? false;
  });
  const window = sourceWindow(source, slices);
  const { provenance, warnings } = result;
  const { displaySetInstanceUID: uid, diffusionResult } = addResultDisplaySet({
    source,
    slices,
    finished,
    window: toWindow(window),
    note: { modelId: manifest.id, modelLabel: manifest.label, strength: provenance.strength, provenance, warnings },
  });
  if (!diffusionResult) throw new DiffusionError('INTERNAL', { measured: 'a display set without our mark' });
  return { uid, note: diffusionResult, finished: finished.filter(Boolean).length, window };
}

/** Shows a new result beside its source, unless the reader has moved on to another series meanwhile: then the layout is left alone. */
export async function present({ uid, note, window }: ResultRow): Promise<void> {
  const message = note.partial ? en.result.addedPartial(note.sourceLabel) : en.result.added(note.sourceLabel);
  const active = activeSeries();
  if (active?.displaySetUID !== note.sourceUID) return notifyDone(`${message} ${en.result.elsewhere}`);
  notifyDone(message);
  await showPair({ sourceUID: note.sourceUID, resultUID: uid, fromViewportId: active.viewportId, fallbackWindow: window });
}
