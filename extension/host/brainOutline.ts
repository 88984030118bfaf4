import { host } from './host';

/** The part of OHIF's segmentation service and of cornerstone's tools that a mask of ours needs; see writeSegmentation.ts for the rest. */
interface SegmentationService {
  getSegmentation(id: string): { representationData: { Labelmap?: { imageIds?: string[] } } } | undefined;
  removeSegmentation(id: string): void;
}

interface Tools {
  segmentation: { config: { style?: { setStyle(specifier: object, style: object): void } } };
}

const service = () => (host().services as unknown as { segmentationService?: SegmentationService }).segmentationService;

/** A line around the brain and hardly any colour on it: what lies below must stay readable. */
const OUTLINE = { renderOutline: true, outlineWidth: 2, outlineOpacity: 1, renderFill: true, fillAlpha: 0.06 };

/** Draws a segmentation as an outline, in every viewport that shows it. */
export function drawAsOutline(segmentationId: string): void {
  const { cornerstoneTools } = globalThis as unknown as { cornerstoneTools?: Tools };
  cornerstoneTools?.segmentation.config.style?.setStyle({ type: 'Labelmap', segmentationId }, { ...OUTLINE });
}

export const removeSegmentation = (segmentationId: string): void => service()?.removeSegmentation(segmentationId);

/**
 * A mask that was written here, as the reader has left it. Copies, so that drawing on changes nothing.
 *
 * @param imageIds of the series, in the viewer's order
 * @returns undefined when the segmentation is gone; a slice on which nothing is left has no mask
 */
export function readMask(segmentationId: string, imageIds: readonly string[]): (Uint8Array | undefined)[] | undefined {
  const labels = service()?.getSegmentation(segmentationId)?.representationData.Labelmap?.imageIds;
  if (!labels) return undefined;
  const masks: (Uint8Array | undefined)[] = imageIds.map(() => undefined);
  for (const id of labels) {
    const image = host().cornerstone.cache.getImage(id);
    const pixels = image?.voxelManager?.getScalarData();
    const slice = imageIds.indexOf(image?.referencedImageId ?? '');
    const mask = pixels && Uint8Array.from(pixels, (label) => (label > 0 ? 1 : 0));
    if (slice >= 0 && mask?.includes(1)) masks[slice] = mask;
  }
  return masks;
}
