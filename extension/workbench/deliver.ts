import type { Manifest } from '../../src/models/manifest';
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
  const imageId = (shown ? visibleImageId(viewportId) : undefined) ?? imageIds[imageIds.length >> 1] ?? '';
  return (shown ? windowOfViewport(viewportId) : undefined) ?? windowOfImage(imageId) ?? windowOfPixels(slices);
}

/**
 * Makes a result a series of the viewer and shows it beside its source, unless the reader has moved on to another series meanwhile: then
 * the layout is left alone.
 */
export async function deliver(result: Result, source: ActiveSeries, stack: StackOrder, manifest: Manifest): Promise<ResultRow> {
  const slices: Float32Array[] = [];
  const finished: boolean[] = [];
  stack.order.forEach((index, k) => {
    slices[index] = result.slices[k] ?? new Float32Array(0);
    finished[index] = result.finished[k] ?? false;
  });
  const window = sourceWindow(source, slices);
  const { provenance, warnings } = result;
  const note = { modelId: manifest.id, modelLabel: manifest.label, strength: provenance.strength, provenance, warnings };
  const displaySet = addResultDisplaySet({ source, slices, finished, window: toWindow(window), note });
  const message = result.partial ? en.result.addedPartial(source.label) : en.result.added(source.label);
  const active = activeSeries();
  if (active?.displaySetUID === source.displaySetUID) {
    notifyDone(message);
    await showPair({
      sourceUID: source.displaySetUID,
      resultUID: displaySet.displaySetInstanceUID,
      fromViewportId: active.viewportId,
      fallbackWindow: window,
    });
  } else notifyDone(`${message} ${en.result.elsewhere}`);
  const made = displaySet.diffusionResult;
  if (!made) throw new Error('the viewer dropped the settings of the display set');
  return { uid: displaySet.displaySetInstanceUID, note: made, finished: finished.filter(Boolean).length, window };
}
