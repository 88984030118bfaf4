import { DiffusionError } from '../../src/core/errors';
import { atStrength } from '../../src/results/blend';
import { type Kind, kindRow } from '../../src/results/kinds';
import type { Layer, TaskName } from '../../src/results/Result';
import { visibleImageId, workedSeries } from '../host/activeSeries';
import type { ResultNote } from '../host/resultNote';
import type { SideBySide } from '../host/sideBySide';
import { toWindow, type ValueRange } from '../host/window';
import { ui } from '../i18n';
import { notifyDone } from '../i18n/notices';
import { addResultDisplaySet } from '../results/displaySets';
import { paneName, type ResultRow } from '../results/rows';
import { inPieces } from './pieces';
import type { Delivery } from './RunData';
import { highest, sourceWindow, symmetricWindow, windowOfPixels } from './windows';

/** Parts that become series only when the reader asks for them: the list of series would be flooded. */
const onDemand = (kind: Kind, task: TaskName) => kind === 'brain' || (kind === 'uncertainty' && task === 'denoise');

/** Makes a part of a result a series of the viewer; `slices` lie along the normal. */
export function addLayer(delivery: Delivery, { kind, sample, slices }: Layer, window: ValueRange): { uid: string; note: ResultNote } {
  const { runId, result, series, stack, manifest } = delivery;
  const { provenance, warnings } = result;
  const { displaySetInstanceUID: uid, diffusionResult: note } = addResultDisplaySet({
    source: series,
    slices: stack.listed(slices),
    finished: stack.listed(result.finished),
    covered: provenance.task === 'anomaly' ? stack.listed(provenance.map.covered) : undefined,
    sliceSpacing: stack.evenSpacing,
    window: toWindow(window),
    note: {
      kind,
      sample,
      ...{ runId, made: delivery.made, twin: delivery.twin },
      modelId: provenance.model.id,
      modelLabel: manifest?.label ?? provenance.model.id,
      strength: provenance.task === 'denoise' && kind !== 'uncertainty' ? provenance.strength : undefined,
      provenance,
      warnings,
    },
  });
  if (!note) throw new DiffusionError('INTERNAL', { measured: 'a display set without our mark' });
  return { uid, note };
}

/** The window of a layer as its kind has it; a score has one scale, so that maps of two persons look alike when they are. */
async function windowFor(kind: Kind, { series }: Delivery, slices: readonly Float32Array[]): Promise<ValueRange> {
  const rule = kindRow(kind).window;
  if (rule === 'source') return sourceWindow(series, slices);
  if (rule === 'symmetric') return symmetricWindow(slices);
  return rule === 'pixels' ? windowOfPixels(slices) : { lower: rule[0], upper: rule[1] };
}

/**
 * Makes the parts of a result series of the viewer.
 *
 * @param left whether the reader has left meanwhile: then nothing is added
 * @throws DiffusionError CANCELLED
 */
export async function addResult(delivery: Delivery, left: () => boolean): Promise<ResultRow> {
  const { runId, result, series, stack, region } = delivery;
  const { provenance } = result;
  const parts: { layer: Layer; window: ValueRange }[] = [];
  for (const layer of result.layers) {
    if (onDemand(layer.kind, provenance.task)) continue;
    const slices = await inPieces(atStrength(layer, result, delivery.source.slices), (slice) => slice);
    if (kindRow(layer.kind).unit === 'evidence') delivery.peaks[layer.kind] = Math.max(0, ...(await inPieces(slices, highest)));
    parts.push({ layer: { ...layer, slices }, window: await windowFor(layer.kind, delivery, slices) });
  }
  // From here on nothing waits: either all parts are in the viewer, or none.
  if (left()) throw new DiffusionError('CANCELLED');
  const sets: ResultRow['sets'] = {};
  const added = parts.map(({ layer, window }) => ({ layer, window, ...addLayer(delivery, layer, window) }));
  for (const { layer, uid } of added) sets[layer.kind] ??= uid;
  const [main] = added;
  if (!main) throw new DiffusionError('INTERNAL', { measured: 'a result without a part that is shown' });
  const { uid, note, window } = main;
  const peak = provenance.task === 'anomaly' ? series.imageIds[stack.listedAt(provenance.map.peak.slice)] : undefined;
  const focus = peak === undefined ? region && series.imageIds.filter((_, index) => region[index]) : [peak];
  const samples = added.flatMap((one) => (one.layer.sample === undefined ? [] : [one.uid]));
  const finished = result.finished.filter(Boolean).length;
  return { id: runId, task: provenance.task, sets, samples, focus, finished, uid, note, window };
}

/**
 * Shows a new result beside its source, unless the reader has moved on meanwhile, to another series or to another layout: then the screen is
 * left alone.
 *
 * @returns whether it was shown
 */
export async function present(row: ResultRow, panes: Pick<SideBySide, 'showPair'>, movedOn: boolean): Promise<boolean> {
  const { id, uid, task, note, window, focus } = row;
  const message = note.partial ? ui.result.addedPartial(note.sourceLabel) : ui.result.added(note.sourceLabel, ui.tasks[task].result);
  const active = workedSeries();
  if (movedOn || active?.displaySetUID !== note.sourceUID) {
    notifyDone(`${message} ${ui.result.elsewhere}`);
    return false;
  }
  notifyDone(message);
  const seen = visibleImageId(active.viewportId);
  // Where the slice on screen has nothing new, one that has.
  const at = seen !== undefined && focus?.includes(seen) ? undefined : focus?.[focus.length >> 1];
  const { viewportId: fromViewportId } = active;
  await panes.showPair({
    name: paneName(id, 'pair'),
    sourceUID: note.sourceUID,
    resultUID: uid,
    fromViewportId,
    fallbackWindow: window,
    at,
  });
  return true;
}
