import { DiffusionError, type ErrorData } from '../../src/core/errors';
import type { Masks } from '../../src/volume/region/grow';
import { activeSegmentationId, isOwnSegmentation, labelImages, segmentations } from '../host/segmentations';
import type { Segmentation } from '../host/toolTypes';
import { ui } from '../i18n';
import { activeFirst, type Candidate, type Candidates } from './candidates';

type SliceMasks = (Uint8Array | undefined)[];

/** Adds the pixels of one label image to the masks of its segments; arrays are copies, so that drawing on does not change them. */
function collect(labels: ArrayLike<number>, slice: number, slices: number, masks: Map<number, SliceMasks>): void {
  for (let i = 0; i < labels.length; i++) {
    const segment = labels[i] ?? 0;
    if (segment === 0) continue;
    const own = masks.get(segment) ?? Array.from<Uint8Array | undefined>({ length: slices });
    masks.set(segment, own);
    (own[slice] ??= new Uint8Array(labels.length))[i] = 1;
  }
}

/** What a segmentation holds on a series. */
export interface Labels {
  /** elsewhere: it lies on other series only; nowhere: it has no label images, or none that says what it lies on. */
  where: 'here' | 'elsewhere' | 'nowhere';
  /** By segment, in the viewer's order of the series. */
  masks: ReadonlyMap<number, Masks>;
  /** Set where label images are lost: what is left of a segment is not that segment. */
  problem: ErrorData | undefined;
}

/** Read slice by slice, never through the volume (as in readSlices.ts). */
export function labelsOn(segmentation: Segmentation, imageIds: readonly string[]): Labels {
  const place = new Map(imageIds.map((id, index) => [id, index]));
  const images = labelImages(segmentation);
  const masks = new Map<number, SliceMasks>();
  const nothing = { masks, problem: undefined };
  const named = images.flatMap(({ sourceImageId }) => sourceImageId ?? []);
  if (named.length === 0 && images.every(({ labels }) => labels)) return { where: 'nowhere', ...nothing };
  // One whose images are all lost may lie on this series as well as on another.
  if (named.length > 0 && !named.some((id) => place.has(id))) return { where: 'elsewhere', ...nothing };
  const lost = images.filter(({ labels, sourceImageId }) => !labels && (sourceImageId === undefined || place.has(sourceImageId))).length;
  if (lost > 0) {
    const measured = ui.inpaint.lostLabels(lost, images.length);
    return { where: 'here', masks, problem: new DiffusionError('SLICE_UNREADABLE', { measured }).toData() };
  }
  for (const { labels, sourceImageId = '' } of images) {
    const slice = place.get(sourceImageId);
    if (labels && slice !== undefined) collect(labels, slice, imageIds.length, masks);
  }
  return { where: 'here', ...nothing };
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
    ...(isOwnSegmentation(segmentationId) && { own: true }),
  };
}

/**
 * The segments drawn, thresholded or imported on a series. The active segment of the viewport comes first; one with nothing drawn yet is
 * there, with empty masks.
 */
export function segmentsOn(imageIds: readonly string[], viewportId: string): Candidates {
  const active = activeSegmentationId(viewportId);
  const regions: Candidate[] = [];
  let elsewhere = 0;
  for (const segmentation of segmentations()) {
    const { where, masks, problem } = labelsOn(segmentation, imageIds);
    if (where === 'elsewhere') elsewhere += 1;
    if (where !== 'here') continue;
    for (const [key, segment] of Object.entries(segmentation.segments)) {
      const drawn = masks.get(Number(key)) ?? imageIds.map(() => undefined);
      if (segment) regions.push(segmentRegion(segmentation, key, { masks: drawn, ...(problem && { problem }) }, active));
    }
  }
  return { regions: activeFirst(regions), elsewhere };
}
