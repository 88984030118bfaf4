import { DiffusionError } from '../../src/core/errors';
import { distanceTo, rasterise, toPixel } from '../../src/volume/region/polygon';
import type { SlicePlane, Vector3 } from '../../src/volume/Volume';
import { ui } from '../i18n';
import type { Found, FoundRegion } from '../inpaint/found';
import { encloses, isOpen, outlineOf } from '../inpaint/shapes';
import type { ActiveSeries } from './activeSeries';
import { host } from './host';
import type { Annotation } from './types';

/** How far, in slice distances, all points of an outline may lie off its slice. */
const ON_SLICE = 0.5;

/** Index of the slice that an outline was drawn on: as it says itself, or (drawn in a volume) the one in whose plane it lies. */
function sliceOf(annotation: Annotation, { imageIds, planes }: Series, sliceSpacing: number, frame: string | undefined): number {
  const { referencedImageId, FrameOfReferenceUID } = annotation.metadata;
  if (referencedImageId !== undefined && imageIds.includes(referencedImageId)) return imageIds.indexOf(referencedImageId);
  if (referencedImageId !== undefined || frame === undefined || FrameOfReferenceUID !== frame) return -1;
  return planes.findIndex((plane) => {
    const points = plane ? outlineOf(annotation, plane) : [];
    return plane && points.length > 0 && points.every((point) => distanceTo(point, plane) < ON_SLICE * sliceSpacing);
  });
}

type Series = Pick<ActiveSeries, 'imageIds' | 'planes'>;

function problemOf(annotation: Annotation, points: readonly Vector3[], mask: Uint8Array): FoundRegion['problem'] {
  if (isOpen(annotation)) return new DiffusionError('REGION_OPEN').toData();
  if (points.length === 0 || !mask.includes(1)) return new DiffusionError('REGION_EMPTY', { measured: ui.inpaint.tooSmall }).toData();
  return undefined;
}

function regionOf(annotation: Annotation, index: number, plane: SlicePlane, slices: number, id: string): FoundRegion {
  const points = outlineOf(annotation, plane);
  const { rows, columns } = plane;
  const mask = rasterise(
    points.map((point) => toPixel(point, plane)),
    rows,
    columns,
  );
  return {
    id: `outline ${id}`,
    kind: 'outline',
    label: ui.inpaint.outline(annotation.metadata.toolName, annotation.data.label, index + 1),
    masks: Array.from({ length: slices }, (_, k) => (k === index ? mask : undefined)),
    problem: problemOf(annotation, points, mask),
  };
}

/** The closed outlines that the reader drew on a series, in the order in which they were drawn. */
export function outlinesOn(series: Series, sliceSpacing: number): Found {
  const { tools, cornerstone } = host();
  const module = cornerstone.metaData.get('imagePlaneModule', series.imageIds[0] ?? '') as { frameOfReferenceUID?: string } | undefined;
  const regions: FoundRegion[] = [];
  let elsewhere = 0;
  (tools?.annotation.state.getAllAnnotations() ?? []).filter(encloses).forEach((annotation, n) => {
    const index = sliceOf(annotation, series, sliceSpacing, module?.frameOfReferenceUID);
    const plane = series.planes[index];
    if (plane) regions.push(regionOf(annotation, index, plane, series.imageIds.length, annotation.annotationUID ?? String(n)));
    else elsewhere += 1;
  });
  return { regions, elsewhere };
}
