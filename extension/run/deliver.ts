import { DiffusionError } from '../../src/core/errors';
import { blend } from '../../src/results/blend';
import type { Provenance } from '../../src/results/provenance';
import { isPicture, type Layer, type LayerKind, type Result, type TaskName } from '../../src/results/Result';
import { lowest } from '../../src/volume/intensity';
import type { Volume } from '../../src/volume/Volume';
import { activeSeries, visibleImageId } from '../host/activeSeries';
import type { ResultNote } from '../host/resultNote';
import type { SideBySide } from '../host/sideBySide';
import { toWindow, type ValueRange } from '../host/window';
import { ui } from '../i18n';
import { notifyDone } from '../i18n/notices';
import { addResultDisplaySet } from '../results/displaySets';
import type { ResultRow } from '../results/rows';
import { inViewerOrder } from '../results/sliceOrder';
import { inPieces } from './pieces';
import type { Delivery } from './RunData';
import { highest, sourceWindow, windowOfPixels } from './windows';

/** Whether no pixel of the source is negative, as the engine has found it; where it does not say, the slices are looked through. */
export async function isMagnitude({ provenance }: Pick<Result, 'provenance'>, source: Pick<Volume, 'slices'>): Promise<boolean> {
  const { magnitude } = provenance as Provenance & { magnitude?: boolean };
  return magnitude ?? (await inPieces(source.slices, lowest)).every((least) => !(least < 0));
}

/** Pixels as the reader wants them: the estimate by its strength, everything else as it is. */
async function pixelsOf({ kind, slices }: Layer, { result, source, magnitude }: Delivery): Promise<Float32Array[]> {
  const { provenance } = result;
  if (kind !== 'denoised' || provenance.task !== 'denoise' || provenance.strength === 1) return slices;
  const { strength } = provenance;
  return inPieces(slices, (slice, k) => blend(source.slices[k] ?? slice, slice, strength, magnitude));
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
export async function addResult(delivery: Delivery): Promise<ResultRow> {
  const { runId, result, series, stack, region } = delivery;
  const { provenance } = result;
  const sets: ResultRow['sets'] = {};
  const samples: string[] = [];
  let main: Pick<ResultRow, 'uid' | 'note' | 'window'> | undefined;
  for (const layer of result.layers) {
    if (onDemand(layer.kind, provenance.task)) continue;
    const slices = await pixelsOf(layer, delivery);
    const scoreWindow = SCORE_WINDOWS[layer.kind];
    if (scoreWindow) delivery.peaks[layer.kind] = (await inPieces(slices, highest)).reduce((a, b) => Math.max(a, b), 0);
    const window = isPicture(layer.kind) ? await sourceWindow(series, slices) : (scoreWindow ?? (await windowOfPixels(slices)));
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
export async function present({ uid, task, note, window, focus }: ResultRow, panes: Pick<SideBySide, 'showPair'>): Promise<void> {
  const message = note.partial ? ui.result.addedPartial(note.sourceLabel) : ui.result.added(note.sourceLabel, ui.tasks[task].result);
  const active = activeSeries();
  if (active?.displaySetUID !== note.sourceUID) return notifyDone(`${message} ${ui.result.elsewhere}`);
  notifyDone(message);
  const seen = visibleImageId(active.viewportId);
  // Where the slice on screen has nothing new, one that has.
  const at = seen !== undefined && focus?.includes(seen) ? undefined : focus?.[focus.length >> 1];
  await panes.showPair({ sourceUID: note.sourceUID, resultUID: uid, fromViewportId: active.viewportId, fallbackWindow: window, at });
}
