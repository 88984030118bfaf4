import { DiffusionError } from '../../src/core/errors';
import { newUid } from '../../src/dicom/uid';
import { isOwnSet } from './activeSeries';
import { displaySetByUID, imagesIn } from './displaySets';
import { host } from './host';
import type { Segmentation } from './toolTypes';

/** All segmentations of the viewer; none where a site has taken them out of it. */
export const segmentations = (): Segmentation[] => host().services.segmentationService?.getSegmentations() ?? [];

/** undefined once the reader has deleted it. */
export const segmentationById = (id: string): Segmentation | undefined => host().services.segmentationService?.getSegmentation(id);

/** The one that the viewer's tools draw in. */
export const activeSegmentationId = (viewportId: string): string | undefined =>
  host().services.segmentationService?.getActiveSegmentation(viewportId)?.segmentationId;

/** Whether it was read from a segmentation that was filed with a result of ours: OHIF calls it by the display set. */
export function isOwnSegmentation(segmentationId: string): boolean {
  const set = displaySetByUID(segmentationId);
  return set !== undefined && !set.diffusionResult && isOwnSet(set);
}

export const removeSegmentation = (segmentationId: string): void => host().services.segmentationService?.remove(segmentationId);

/** The numbers of the segments that the pixels of one slice belong to. */
export interface LabelImage {
  /** The image that it lies on; undefined where nothing says which. */
  sourceImageId: string | undefined;
  /** undefined where cornerstone's cache has dropped it: nothing can load a label image again. */
  labels: ArrayLike<number> | undefined;
}

interface CachedLabels {
  referencedImageId?: string;
  voxelManager?: { getScalarData(): ArrayLike<number> };
}

const cached = (imageId: string) => host().cornerstone.cache.getImage(imageId) as unknown as CachedLabels | undefined;

/** The label images of a segmentation. Several may lie on one image: overlapping segments of a SEG. */
export function labelImages({ representationData: { Labelmap: data } }: Segmentation): LabelImage[] {
  const volume = data?.volumeId === undefined ? undefined : host().cornerstone.cache.getVolume(data.volumeId);
  return (data?.imageIds ?? volume?.imageIds ?? []).map((id, k) => {
    const image = cached(id);
    return {
      sourceImageId: image?.referencedImageId ?? data?.referencedImageIds?.[k],
      labels: image?.voxelManager?.getScalarData(),
    };
  });
}

export interface NewSegmentation {
  sourceUID: string;
  label: string;
  /** In the viewer's order, 1 inside; undefined where nothing is. */
  masks: readonly (Uint8Array | undefined)[];
}

/**
 * Writes a mask as segment 1 of a new segmentation on a series, for OHIF's own tools.
 *
 * @returns its id; undefined when the series is gone
 * @throws DiffusionError SLICE_UNREADABLE where the viewer has no label image for a part of it
 */
export async function writeSegmentation({ sourceUID, label, masks }: NewSegmentation): Promise<string | undefined> {
  const { tools, services } = host();
  const { segmentationService, viewportGridService } = services;
  const source = displaySetByUID(sourceUID);
  if (!source || !segmentationService) return undefined;
  const options = { segmentationId: newUid(), label, segments: { 1: { label, active: true } } };
  const segmentationId = await segmentationService.createLabelmapForDisplaySet(source, options);
  const imageIds = imagesIn(sourceUID);
  const made = segmentationService.getSegmentation(segmentationId);
  const missing = new Set(masks.flatMap((mask, index) => (mask ? [index] : [])));
  for (const { sourceImageId, labels } of made ? labelImages(made) : []) {
    const index = imageIds.indexOf(sourceImageId ?? '');
    const mask = masks[index];
    if (!mask || !labels) continue;
    (labels as Uint8Array).set(mask);
    missing.delete(index);
  }
  if (missing.size > 0) {
    segmentationService.remove(segmentationId);
    throw new DiffusionError('SLICE_UNREADABLE', { measured: `no label image for ${missing.size} of ${masks.length} slices` });
  }
  for (const { viewportId, displaySetInstanceUIDs } of viewportGridService.getState().viewports.values()) {
    if (displaySetInstanceUIDs?.[0] !== sourceUID) continue;
    await segmentationService.addSegmentationRepresentation(viewportId, { segmentationId, type: 'Labelmap' });
  }
  tools?.segmentation.triggerSegmentationEvents.triggerSegmentationDataModified(segmentationId);
  return segmentationId;
}

/** A line around what is inside and hardly any colour on it: what lies below must stay readable. */
const OUTLINE = { renderOutline: true, outlineWidth: 2, outlineOpacity: 1, renderFill: true, fillAlpha: 0.06 };

/** Draws a segmentation as an outline, in every viewport that shows it. */
export const drawAsOutline = (segmentationId: string): void =>
  host().tools?.segmentation.config.style?.setStyle({ type: 'Labelmap', segmentationId }, { ...OUTLINE });
