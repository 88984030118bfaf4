import type { Types } from '@cornerstonejs/core';
import { host } from './host';
import { shownEverywhere } from './layers';
import type { ImageViewport } from './types';

/** What pointing needs of a stack or a volume viewport. */
interface Pointable extends Pick<ImageViewport, 'element' | 'getActors' | 'getPan' | 'setPan' | 'render'> {
  worldToCanvas(point: Types.Point3): Types.Point2;
  jumpToWorld?(point: Types.Point3): void;
  getFrameOfReferenceUID?(): string;
}

const RING = 48;
const RING_MS = 1600;

/** Where the picture is magnified so much that the point lies outside, it is moved to the middle. */
function bringIntoView(viewport: Pointable, point: Types.Point3): Types.Point2 {
  const { clientWidth: width, clientHeight: height } = viewport.element;
  const [x, y] = viewport.worldToCanvas(point);
  const inside = x > RING / 2 && y > RING / 2 && x < width - RING / 2 && y < height - RING / 2;
  if (inside || !Number.isFinite(x + y)) return [x, y];
  const [panX, panY] = viewport.getPan();
  viewport.setPan([panX + width / 2 - x, panY + height / 2 - y]);
  viewport.render();
  return viewport.worldToCanvas(point);
}

/** Draws a ring about a point of the patient for a moment: the eye need not search what was jumped to. */
function pointOut(viewport: Pointable, point: Types.Point3): void {
  const [x, y] = bringIntoView(viewport, point);
  if (!Number.isFinite(x + y)) return;
  // By keys one goes from finding to finding faster than rings fade.
  viewport.element.querySelectorAll('[data-cy="diffusion-ring"]').forEach((before) => before.remove());
  const ring = document.createElement('div');
  ring.dataset['cy'] = 'diffusion-ring';
  Object.assign(ring.style, {
    position: 'absolute',
    left: `${x - RING / 2}px`,
    top: `${y - RING / 2}px`,
    width: `${RING}px`,
    height: `${RING}px`,
    border: '2px solid #5acce6',
    borderRadius: '50%',
    pointerEvents: 'none',
    zIndex: '10',
  });
  viewport.element.append(ring);
  setTimeout(() => ring.remove(), RING_MS);
}

/** Moves every viewport with the frame of reference of a series to a point of the patient, mm. @returns how many there are */
export function jumpEverywhere(frameOfReference: string | undefined, point: Types.Point3): number {
  const reached = shownEverywhere().filter(({ viewportId }) => {
    const viewport = host().services.cornerstoneViewportService.getCornerstoneViewport(viewportId) as Pointable | null | undefined;
    if (!viewport?.getActors().length || viewport.getFrameOfReferenceUID?.() !== frameOfReference) return false;
    viewport.jumpToWorld?.(point);
    pointOut(viewport, point);
    return true;
  });
  return reached.length;
}
