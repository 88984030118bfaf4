import { measureRegion } from '../../src/results/measure';
import { outlinesOn } from '../host/annotations';
import { imagesOf } from '../host/resultDisplaySet';
import type { Delivery } from '../workbench/deliver';
import type { Picture } from './Picture';

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
  const masks = stack.order.map((index) => region.masks[index]);
  const after = source.slices.map((slice, k) => (masks[k] ? picture.sliceAt(k, picture.strength) : slice));
  return { label: region.label, before: measureRegion(source.slices, masks), after: measureRegion(after, masks) };
}
