import { activeFirst, type Candidates, type Candidate } from './candidates';
import { ui } from '../i18n';
import { host } from '../host/host';
import type { Segmentation } from '../host/types';

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

/** A segment as a region; the one that the tools draw in is marked. */
export function segmentRegion(
  { segmentationId, label, segments }: Segmentation,
  key: string,
  drawn: Pick<Candidate, 'masks' | 'problem'>,
  activeSegmentation: string | undefined,
): Candidate {
  const segment = segments[Number(key)];
  return {
    ...drawn,
    id: `segment ${segmentationId} ${key}`,
    kind: 'segment',
    label: ui.inpaint.segment(label, segment?.label, Number(key)),
    active: segmentationId === activeSegmentation && segment?.active === true,
  };
}

/**
 * The segments drawn, thresholded or imported on a series, read slice by slice (never through the volume, as in readSlices.ts). The active
 * segment of the viewport comes first; one with nothing drawn yet is there, with empty masks.
 */
export function segmentsOn(imageIds: readonly string[], viewportId: string): Candidates {
  const { segmentationService } = host().services;
  const active = segmentationService?.getActiveSegmentation(viewportId)?.segmentationId;
  const place = new Map(imageIds.map((id, index) => [id, index]));
  const regions: Candidate[] = [];
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
      const drawn = masks.get(Number(key)) ?? imageIds.map(() => undefined);
      if (segment) regions.push(segmentRegion(segmentation, key, { masks: drawn }, active));
    }
  }
  return { regions: activeFirst(regions), elsewhere };
}
