import { type Contour, fillContours } from './contours';
import type { Candidates } from './candidates';
import { vectors } from './shapes';
import { type ActiveSeries, frameOf } from '../host/activeSeries';
import { annotations, fileContours } from '../host/drawing';
import { activeSegmentationId, segmentations } from '../host/segmentations';
import { drawnOn } from './outlines';
import { segmentRegion } from './segments';
import type { Annotation, Segmentation } from '../host/toolTypes';

type Series = Pick<ActiveSeries, 'imageIds' | 'planes' | 'viewportId'>;

const contourOf = ({ data: { contour } }: Annotation): Contour => ({
  points: vectors(contour?.polyline),
  closed: contour?.closed !== false,
});

/** Annotations of a segment with the holes in them, which hang on the contour around them and are in no other list. */
function withHoles(uids: Iterable<string>, all: ReadonlyMap<string, Annotation>, into = new Set<Annotation>()): Set<Annotation> {
  for (const uid of uids) {
    const annotation = all.get(uid);
    if (!annotation || into.has(annotation)) continue;
    into.add(annotation);
    withHoles(annotation.childAnnotationUIDs ?? [], all, into);
  }
  return into;
}

/** In three planes the viewer puts cuts for its own panes in the place of a file's contours: then the file is asked. */
function fill({ imageIds, planes }: Series, sliceSpacing: number, segmentation: Segmentation, key: string, own: Annotation[]) {
  const filled = fillContours(own.map(contourOf), planes, sliceSpacing);
  const cut = filled.problem?.code === 'REGION_PLANE';
  const said = (cut ? fileContours(segmentation, Number(key), frameOf(imageIds)) : []).map((points) => ({
    points: vectors(points),
    closed: true,
  }));
  return said.length > 0 ? fillContours(said, planes, sliceSpacing) : filled;
}

/**
 * The segments that are held as contours (drawn with OHIF's contour tools, or an RTSTRUCT), as far as they were drawn on a series. One with
 * nothing drawn yet belongs to no series; it is there where the reader is about to draw in it.
 */
export function contourSegmentsOn(series: Series, sliceSpacing: number): Candidates {
  const { imageIds, viewportId } = series;
  const active = activeSegmentationId(viewportId);
  const held = segmentations().filter(({ representationData: data }) => data.Contour && !data.Labelmap);
  const found: Candidates = { regions: [], elsewhere: 0 };
  if (held.length === 0) return found;
  const all = new Map(annotations().map((one) => [one.annotationUID ?? '', one] as const));
  const frame = frameOf(imageIds);
  for (const segmentation of held) {
    const lists = segmentation.representationData.Contour?.annotationUIDsMap;
    const drawn = Object.keys(segmentation.segments).map((key) => [key, [...withHoles(lists?.get(Number(key)) ?? [], all)]] as const);
    const here = drawn.map(([key, own]) => [key, own.filter((one) => drawnOn(one, imageIds, frame))] as const);
    const anything = drawn.some(([, own]) => own.length > 0);
    if (anything && here.every(([, own]) => own.length === 0)) found.elsewhere += 1;
    else if (anything || segmentation.segmentationId === active)
      for (const [key, own] of here)
        found.regions.push(segmentRegion(segmentation, key, fill(series, sliceSpacing, segmentation, key, own), active));
  }
  return found;
}
