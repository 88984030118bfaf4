import { DiffusionError } from '../../src/core/errors';
import { toPixel } from '../../src/volume/plane';
import { rasterise } from '../../src/volume/region/polygon';
import { ui } from '../i18n';
import type { Candidates, Candidate } from './candidates';
import { type CurveSlice, sliceOfCurve } from './curveSlice';
import { encloses, isOpen, outlineOf } from './shapes';
import { type ActiveSeries, frameOf } from '../host/activeSeries';
import { annotations } from '../host/drawing';
import type { Annotation } from '../host/toolTypes';

/**
 * How far, in slice distances, the points of an outline may lie off its slice: the axial pane of three planes is the patient's, from which most
 * series are turned by some degrees.
 */
const ABOUT_SLICE = 1;

type Series = Pick<ActiveSeries, 'imageIds' | 'planes'>;

/** True for what was drawn on an image of a series or, where it names no image (drawn in a volume), in its frame of reference. */
export function drawnOn({ metadata }: Annotation, imageIds: readonly string[], frame: string | undefined): boolean {
  const { referencedImageId, FrameOfReferenceUID } = metadata;
  if (referencedImageId !== undefined) return imageIds.includes(referencedImageId);
  return frame !== undefined && FrameOfReferenceUID === frame;
}

function problemOf(annotation: Annotation, place: CurveSlice, mask: Uint8Array | undefined): Candidate['problem'] {
  if (isOpen(annotation)) return new DiffusionError('REGION_OPEN').toData();
  if (place === 'other plane') return new DiffusionError('REGION_PLANE', { measured: ui.inpaint.otherPlane }).toData();
  if (place === 'between') return new DiffusionError('REGION_PLANE', { measured: ui.inpaint.between }).toData();
  if (!mask?.includes(1)) return new DiffusionError('REGION_EMPTY', { measured: ui.inpaint.tooSmall }).toData();
  return undefined;
}

function regionOf(annotation: Annotation, { imageIds, planes }: Series, sliceSpacing: number, n: number): Candidate {
  const { metadata, data, annotationUID = String(n) } = annotation;
  const named = imageIds.indexOf(metadata.referencedImageId ?? '');
  const own = planes[named] ?? planes.find((plane) => plane !== undefined);
  const points = own ? outlineOf(annotation, own) : [];
  const place = points.length === 0 && named >= 0 ? named : sliceOfCurve(points, planes, sliceSpacing, ABOUT_SLICE);
  const plane = typeof place === 'number' ? planes[place] : undefined;
  const polygon = plane && points.map((point) => toPixel(point, plane));
  const mask = polygon && plane && rasterise(polygon, plane.rows, plane.columns);
  return {
    id: `outline ${annotationUID}`,
    kind: 'outline',
    label: ui.inpaint.outline(metadata.toolName, data.label, plane && Number(place) + 1),
    masks: imageIds.map((_, k) => (k === place ? mask : undefined)),
    problem: problemOf(annotation, place, mask),
  };
}

/** The closed outlines that the reader drew on a series, in the order in which they were drawn. */
export function outlinesOn(series: Series, sliceSpacing: number): Candidates {
  const closed = annotations().filter(encloses);
  const frame = frameOf(series.imageIds);
  const here = closed.filter((annotation) => drawnOn(annotation, series.imageIds, frame));
  return { regions: here.map((one, n) => regionOf(one, series, sliceSpacing, n)), elsewhere: closed.length - here.length };
}
