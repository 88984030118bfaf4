import { normalOf } from '../../src/volume/plane';
import { dot } from '../../src/volume/vectors';
import { planeOf } from './activeSeries';
import { host } from './host';
import { jumpTo } from './link';
import { viewportOf } from './mounted';
import type { ImageViewport, ViewportSpec } from './types';

/** One viewport of an arrangement. */
export interface Pane {
  /** Part of the viewport's id; one of its kind in an arrangement. */
  role: string;
  /** The picture; further ones are layers on it. */
  displaySetUIDs: readonly [string, ...string[]];
  /** Panes of the same name share their window; `source` is the window at hand, the others start with that of their own images. */
  window: string;
  /** A plane other than that of the slices; such panes are linked in nothing but their window. */
  orientation?: 'axial' | 'sagittal' | 'coronal';
}

/** Window of the pictures in the source's units. */
export const SHARED = 'source';

/** The kind of a viewport in the words of OHIF's layouts. */
export const kindOf = (id: string) => (viewportOf(id)?.type.toLowerCase() === 'stack' ? 'stack' : 'volume');

/** What OHIF is told of a pane. */
export function specOf(viewportId: string, pane: Pane | undefined, viewportType: string): ViewportSpec {
  return {
    displaySetInstanceUIDs: [...(pane?.displaySetUIDs ?? [])],
    displaySetOptions: (pane?.displaySetUIDs ?? []).map(() => ({})),
    viewportOptions: {
      viewportId,
      viewportType,
      // 'axial' would resample an oblique series.
      orientation: pane?.orientation ?? 'acquisition',
      toolGroupId: 'default',
      allowUnmatchedView: true,
    },
  };
}

/** Cosines above it are those of one plane. */
const PARALLEL = 0.999;

/** Back to the plane of its slices: a viewport that is used again keeps the plane that the reader has turned it to. */
export function faceSlices(viewport: ImageViewport, imageId: string | undefined): void {
  const plane = imageId === undefined ? undefined : planeOf(imageId);
  const { viewPlaneNormal } = viewport.getCamera();
  if (!plane || !viewPlaneNormal || !viewport.setOrientation) return;
  const [x, y, z] = viewPlaneNormal;
  if (Math.abs(dot(normalOf(plane), [x, y, z])) < PARALLEL) viewport.setOrientation('acquisition');
}

/** A volume is sent to the place of the image: it may count its slices from the other end than its images. */
export function goTo(viewport: ImageViewport, imageId: string | undefined): void {
  const imageIndex = imageId === undefined ? -1 : viewport.getImageIds().indexOf(imageId);
  if (imageId === undefined || imageIndex < 0) return;
  const place = viewport.type.toLowerCase() === 'stack' ? undefined : planeOf(imageId)?.position;
  if (place && viewport.jumpToWorld) viewport.jumpToWorld([...place]);
  else jumpTo(viewport, imageIndex);
}

/** OHIF writes a pane's orientation letters when its camera changes: a pane that opens where it stays would have none. */
export function announceCamera(viewport: ImageViewport): void {
  const { triggerEvent, getEnabledElement, Enums } = host().cornerstone;
  const { element } = viewport;
  const enabled = getEnabledElement(element);
  if (!enabled) return;
  const { viewportId, renderingEngineId } = enabled;
  const camera = viewport.getCamera();
  triggerEvent(element, Enums.Events.CAMERA_MODIFIED, { element, viewportId, renderingEngineId, camera, previousCamera: camera });
}
