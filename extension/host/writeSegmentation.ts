import { newUid } from '../../src/dicom/uid';
import { host } from './host';
import type { DisplaySet } from './types';

interface SegmentationService {
  createLabelmapForDisplaySet(
    displaySet: DisplaySet,
    options: { segmentationId: string; label: string; segments: Record<number, { label: string; active: boolean }> },
  ): Promise<string>;
  addSegmentationRepresentation(viewportId: string, options: { segmentationId: string; type: string }): Promise<void>;
  getSegmentation(id: string): { representationData: { Labelmap?: { imageIds?: string[] } } } | undefined;
}

interface Tools {
  segmentation: { triggerSegmentationEvents: { triggerSegmentationDataModified(id: string, slices?: number[]): void } };
}

export interface NewSegmentation {
  sourceUID: string;
  label: string;
  /** In the viewer's order, 1 inside; undefined where nothing is. */
  masks: readonly (Uint8Array | undefined)[];
}

/** Writes a mask as segment 1 of a new segmentation on a series, for OHIF's own tools. @returns its id; undefined when the series is gone */
export async function writeSegmentation({ sourceUID, label, masks }: NewSegmentation): Promise<string | undefined> {
  const { cornerstone, services } = host();
  const { displaySetService, viewportGridService } = services;
  const { segmentationService } = services as unknown as { segmentationService: SegmentationService };
  const source = displaySetService.getDisplaySetByUID(sourceUID);
  if (!source) return undefined;
  const options = { segmentationId: newUid(), label, segments: { 1: { label, active: true } } };
  const segmentationId = await segmentationService.createLabelmapForDisplaySet(source, options);
  const imageIds = segmentationService.getSegmentation(segmentationId)?.representationData.Labelmap?.imageIds ?? [];
  for (const imageId of imageIds) {
    const image = cornerstone.cache.getImage(imageId);
    const mask = masks[source.imageIds?.indexOf(image?.referencedImageId ?? '') ?? -1];
    const pixels = image?.voxelManager?.getScalarData();
    if (!mask || !pixels) continue;
    mask.forEach((inside, i) => (pixels[i] = inside));
  }
  for (const { viewportId, displaySetInstanceUIDs } of viewportGridService.getState().viewports.values()) {
    if (displaySetInstanceUIDs?.[0] !== sourceUID) continue;
    await segmentationService.addSegmentationRepresentation(viewportId, { segmentationId, type: 'Labelmap' });
  }
  const { cornerstoneTools } = globalThis as unknown as { cornerstoneTools?: Tools };
  cornerstoneTools?.segmentation.triggerSegmentationEvents.triggerSegmentationDataModified(segmentationId);
  return segmentationId;
}
