import type { Delivery } from '../workbench/deliver';
import type { MeasureRequest } from '../worker/protocol';
import type { Picture } from './Picture';

/** Slices that are measured, spread evenly: as many as src/results/measure.ts reads, and no more are sent to the worker. */
const SLICES = 24;

/** Slices of a run for its measures; those that were not finished say nothing about the model. */
export function sampleOf({ source, result, stack }: Delivery, picture: Picture, strength: number): MeasureRequest {
  const finished = source.slices.flatMap((_, k) => (result.finished[k] ? [k] : []));
  const count = Math.min(SLICES, finished.length);
  const read = Array.from({ length: count }, (_, n) => finished[Math.floor(((n + 0.5) * finished.length) / count)] ?? 0);
  const { rows, columns, units } = source;
  return {
    source: { rows, columns, units, slices: read.flatMap((k) => source.slices[k] ?? []) },
    result: read.map((k) => picture.sliceAt(k, strength)),
    numbers: read.map((k) => (stack.order[k] ?? k) + 1),
  };
}
