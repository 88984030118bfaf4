import type { Delivery } from '../run/RunData';
import type { MeasureRequest } from '../worker/protocol';
import type { Picture } from './Picture';
import { measureRegion } from '../../src/results/measure';
import { outlinesOn } from '../regions/outlines';
import { imagesOf } from '../host/displaySets';

/** Slices that are measured, spread evenly: as many as src/results/measure.ts reads, and no more are sent to the worker. */
const SLICES = 24;

/** Slices of a run for its measures; those that were not finished say nothing about the model. */
export function sampleOf({ source, result, stack }: Delivery, picture: Picture, strength: number): MeasureRequest {
  const finished = source.slices.flatMap((_, k) => (result.finished[k] ? [k] : []));
  const count = Math.min(SLICES, finished.length);
  const read = Array.from({ length: count }, (_, n) => finished[Math.floor(((n + 0.5) * finished.length) / count)] ?? 0);
  const { rows, columns, units, padding } = source;
  const own = padding && read.map((k) => padding[k] ?? []);
  return {
    source: { rows, columns, units, padding: own, slices: read.flatMap((k) => source.slices[k] ?? []) },
    result: read.map((k) => picture.sliceAt(k, strength)),
    numbers: read.map((k) => stack.listedAt(k) + 1),
  };
}

export type RegionMeasure = ReturnType<typeof measureRegion>;

/** What the outline that was drawn last holds, before and after. */
export interface RegionReading {
  label: string;
  before: RegionMeasure;
  after: RegionMeasure;
}

/** Only the slices that the region touches are computed; undefined where no closed outline lies on the source or on its picture. */
export function drawnRegion(delivery: Delivery, picture: Picture, pictureUID: string): RegionReading | undefined {
  const { series, stack, source } = delivery;
  const places = [series, { imageIds: imagesOf(pictureUID).imageIds, planes: series.planes }];
  const usable = places.flatMap((place) => outlinesOn(place, stack.spacing[2]).regions).filter(({ problem }) => !problem);
  const region = usable.at(-1);
  if (!region) return undefined;
  const masks = stack.masksAlong(region.masks);
  const after = source.slices.map((slice, k) => (masks[k] ? picture.sliceAt(k, picture.strength) : slice));
  return { label: region.label, before: measureRegion(source.slices, masks), after: measureRegion(after, masks) };
}
