import { host } from './host';
import type { DisplayWindow } from './resultImages';
import type { ImageViewport } from './types';

export interface ValueRange {
  lower: number;
  upper: number;
}

const usable = (range: ValueRange | undefined): range is ValueRange =>
  range !== undefined && Number.isFinite(range.lower) && Number.isFinite(range.upper) && range.upper > range.lower;

export const toWindow = ({ lower, upper }: ValueRange): DisplayWindow =>
  host().cornerstone.utilities.windowLevel.toWindowLevel(lower, upper);

/** Window of a viewport; undefined where it shows nothing (null from an empty volume; a header window of 0/0 becomes the range 0..-1). */
export function windowOfViewport(viewportId: string): ValueRange | undefined {
  const range = host().services.cornerstoneViewportService.getCornerstoneViewport(viewportId)?.getProperties?.()?.voiRange;
  return usable(range) ? { lower: range.lower, upper: range.upper } : undefined;
}

/** Window that the file asks for; undefined where its width is below 1, which DICOM does not allow (PS3.3 C.11.2.1.2). */
export function windowOfImage(imageId: string | undefined): ValueRange | undefined {
  // OHIF's metadata provider throws on an empty id.
  if (!imageId) return undefined;
  const { metaData, utilities } = host().cornerstone;
  const module = metaData.get('voiLutModule', imageId) as { windowCenter?: number[]; windowWidth?: number[] } | undefined;
  const [center, width] = [Number(module?.windowCenter?.[0]), Number(module?.windowWidth?.[0])];
  if (!Number.isFinite(center) || !(width >= 1)) return undefined;
  const range = utilities.windowLevel.toLowHighRange(width, center);
  return usable(range) ? range : undefined;
}

/**
 * Sets a window that stays while the stack is scrolled. Cornerstone takes a range equal to the one in force for no change and would go on
 * with each slice's own window, so that range is set by way of another.
 */
export function pinWindow(viewport: ImageViewport, { lower, upper }: ValueRange): void {
  const own = viewport.getProperties().voiRange;
  if (own?.lower === lower && own.upper === upper) viewport.setProperties({ voiRange: { lower, upper: upper + (upper - lower) / 1000 } });
  viewport.setProperties({ voiRange: { lower, upper } });
}
