import type { Found, FoundRegion } from '../inpaint/found';
import { ui } from '../i18n';
import { host } from './host';
import type { Segmentation } from './types';

interface LabelImage {
  referencedImageId?: string;
  voxelManager?: { getScalarData(): ArrayLike<number> };
}

const labelImage = (imageId: string) => host().cornerstone.cache.getImage(imageId) as unknown as LabelImage | undefined;

/** The label images of a segmentation with the source image that each lies on. Several may lie on one: overlapping segments of a SEG. */
function labelImages({ representationData: { Labelmap: data } }: Segmentation): (readonly [labels: LabelImage, sourceImageId: string])[] {
  const volume = data?.volumeId === undefined ? undefined : host().cornerstone.cache.getVolume(data.volumeId);
  const ids = data?.imageIds ?? volume?.imageIds ?? [];
  return ids.flatMap((id, k) => {
    const labels = labelImage(id);
    const source = labels?.referencedImageId ?? data?.referencedImageIds?.[k];
    return labels && source !== undefined ? [[labels, source] as const] : [];
  });
}

/** Adds the pixels of one label image to the masks of its segments; arrays are copies, so that drawing on does not change them. */
function collect(labels: ArrayLike<number>, slice: number, slices: number, masks: Map<number, (Uint8Array | undefined)[]>): void {
  for (let i = 0; i < labels.length; i++) {
    const segment = labels[i] ?? 0;
    if (segment === 0) continue;
    const own = masks.get(segment) ?? Array.from<Uint8Array | undefined>({ length: slices });
    masks.set(segment, own);
    (own[slice] ??= new Uint8Array(labels.length))[i] = 1;
  }
}

/**
 * The segments drawn, thresholded or imported on a series, read slice by slice (never through the volume, as in readSlices.ts). The active
 * segment of the viewport comes first; one with nothing drawn yet is there, with empty masks.
 */
export function segmentsOn(imageIds: readonly string[], viewportId: string): Found {
  const { segmentationService } = host().services;
  const active = segmentationService?.getActiveSegmentation(viewportId)?.segmentationId;
  const place = new Map(imageIds.map((id, index) => [id, index]));
  const found: { region: FoundRegion; active: boolean }[] = [];
  let elsewhere = 0;
  for (const segmentation of segmentationService?.getSegmentations() ?? []) {
    const images = labelImages(segmentation);
    const here = images.filter(([, source]) => place.has(source));
    if (here.length === 0) {
      if (images.length > 0) elsewhere += 1;
      continue;
    }
    const masks = new Map<number, (Uint8Array | undefined)[]>();
    for (const [{ voxelManager }, source] of here) {
      const labels = voxelManager?.getScalarData();
      if (labels) collect(labels, place.get(source) ?? 0, imageIds.length, masks);
    }
    for (const [key, segment] of Object.entries(segmentation.segments)) {
      if (!segment) continue;
      found.push({
        region: {
          id: `segment ${segmentation.segmentationId} ${key}`,
          kind: 'segment',
          label: ui.inpaint.segment(segmentation.label, segment.label, Number(key)),
          masks: masks.get(Number(key)) ?? imageIds.map(() => undefined),
        },
        active: segmentation.segmentationId === active && segment.active === true,
      });
    }
  }
  found.sort((a, b) => Number(b.active) - Number(a.active));
  return { regions: found.map(({ region }) => region), elsewhere };
}
