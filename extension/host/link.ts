import { planeOf } from './activeSeries';
import { host } from './host';
import { viewportOf } from './mounted';
import type { ImageViewport } from './types';

type Follow = (leader: ImageViewport, follower: ImageViewport) => void;

interface Rule {
  what: 'slice' | 'window' | 'camera' | 'turn';
  events: string[];
  follow: Follow;
}

/** A viewport of a group that is read together. */
export interface Linked {
  id: string;
  /** Those with the same name share their window. */
  window: string;
}

/** A jump that was ordered is reported back within this time, ms; what comes later is the reader's own. */
const JUMP_MS = 1000;

/** Slices that followers were sent to: their arrival is no move of the reader, and must not draw the others back. */
class Jumps {
  private readonly ordered = new Map<HTMLElement, Map<number, number>>();

  order(element: HTMLElement, imageIndex: number): void {
    const own = this.ordered.get(element) ?? new Map<number, number>();
    this.ordered.set(element, own.set(imageIndex, performance.now()));
  }

  arrived(element: HTMLElement, imageIndex: number): boolean {
    const at = this.ordered.get(element)?.get(imageIndex);
    this.ordered.get(element)?.delete(imageIndex);
    return at !== undefined && performance.now() - at < JUMP_MS;
  }
}

/** mm. */
const SAME_PLACE = 0.01;

/**
 * The slice of a follower at the place of the leader's. A volume counts along the normal; a stack as its images are listed, and the viewer may list
 * the frames of one object in another order than the images of its result.
 */
function sliceBeside(leader: ImageViewport, follower: ImageViewport): number | undefined {
  const index = leader.getSliceIndex();
  if (leader.type.toLowerCase() !== 'stack') return index;
  const [own, others] = [leader.getImageIds(), follower.getImageIds()];
  const wanted = planeOf(own[index] ?? '')?.position;
  const isThere = (imageId: string | undefined) => {
    const [x = NaN, y = NaN, z = NaN] = planeOf(imageId ?? '')?.position ?? [];
    return wanted !== undefined && Math.hypot(x - wanted[0], y - wanted[1], z - wanted[2]) < SAME_PLACE;
  };
  const found = isThere(others[index]) ? index : others.findIndex(isThere);
  return found < 0 ? index : found;
}

/** A viewport that is taken away meanwhile makes the jump fail, and then there is nothing left to do. */
export function jumpTo({ element }: ImageViewport, imageIndex: number): void {
  host()
    .cornerstone.utilities.jumpToSlice(element, { imageIndex })
    .catch(() => undefined);
}

/** Zoom and pan. */
const followCamera: Follow = (leader, follower) => {
  const [zoom, pan] = [leader.getZoom(), leader.getPan()];
  const ownPan = follower.getPan();
  const close = (a: number, b: number) => Math.abs(a - b) < 1e-6;
  if (close(zoom, follower.getZoom()) && close(pan[0], ownPan[0]) && close(pan[1], ownPan[1])) return;
  follower.setZoom(zoom);
  follower.setPan(pan);
  follower.render();
};

/** Turned and mirrored as the other; zoom and pan stay. */
function followTurn(leader: ImageViewport, follower: ImageViewport): void {
  const [wanted, own] = [leader.getViewPresentation?.(), follower.getViewPresentation?.()];
  // A viewport that was taken away meanwhile has nothing to draw.
  if (!wanted || !own || !leader.getActors().length || !follower.getActors().length) return;
  const { rotation = 0, flipHorizontal = false, flipVertical = false } = wanted;
  const degrees = Math.abs(((rotation - (own.rotation ?? 0) + 540) % 360) - 180);
  if (degrees < 0.01 && flipHorizontal === (own.flipHorizontal ?? false) && flipVertical === (own.flipVertical ?? false)) return;
  follower.setViewPresentation?.({ rotation, flipHorizontal, flipVertical });
  follower.render();
}

/**
 * What a linked viewport takes over from the other. Own listeners in place of OHIF's sync groups: the stock slice synchronizer ignores
 * volume viewports, the stock zoom synchronizer spoils cameras while viewports mount, and both outlive a change of layout.
 */
function rules(sent: Jumps): Rule[] {
  const { STACK_NEW_IMAGE, VOLUME_NEW_IMAGE, VOI_MODIFIED, CAMERA_MODIFIED } = host().cornerstone.Enums.Events;
  const slice: Follow = (leader, follower) => {
    // Stacks and volumes count from opposite ends.
    if (leader.type !== follower.type) return;
    const imageIndex = sliceBeside(leader, follower);
    if (imageIndex === undefined || imageIndex === follower.getSliceIndex()) return;
    sent.order(follower.element, imageIndex);
    jumpTo(follower, imageIndex);
  };
  const window: Follow = (leader, follower) => {
    const { voiRange, invert } = leader.getProperties();
    const own = follower.getProperties();
    if (!voiRange || (own.voiRange?.lower === voiRange.lower && own.voiRange.upper === voiRange.upper && own.invert === invert)) return;
    follower.setProperties({ voiRange: { ...voiRange }, ...(invert !== own.invert && { invert }) });
    follower.render();
  };
  // Later: cornerstone tells of a mirrored camera before it remembers that it is mirrored.
  const turn: Follow = (leader, follower) => queueMicrotask(() => followTurn(leader, follower));
  return [
    { what: 'slice', events: [STACK_NEW_IMAGE, VOLUME_NEW_IMAGE], follow: slice },
    { what: 'window', events: [VOI_MODIFIED], follow: window },
    { what: 'camera', events: [CAMERA_MODIFIED], follow: followCamera },
    { what: 'turn', events: [CAMERA_MODIFIED], follow: turn },
  ];
}

/** Zoom, pan and turn of one viewport for all. */
export function alignViewports(leaderId: string | undefined, ids: readonly string[]): void {
  const leader = leaderId === undefined ? undefined : viewportOf(leaderId);
  for (const follower of ids.flatMap((id) => viewportOf(id) ?? [])) {
    if (!leader || follower === leader) continue;
    followTurn(leader, follower);
    followCamera(leader, follower);
  }
}

/** Links slice, zoom, pan and turn of viewports, and the window of those that share one, in all directions, until the returned function is called. */
export function linkViewports(group: readonly Linked[]): () => void {
  const find = (id: string) => {
    const viewport = viewportOf(id);
    return viewport?.getActors().length ? viewport : undefined;
  };
  const removers: (() => void)[] = [];
  const sent = new Jumps();
  let following = false;
  for (const { what, events, follow } of rules(sent)) {
    for (const { id: leaderId, window } of group) {
      // The element outlives the viewport object, which OHIF replaces when it turns a stack into a volume: ask for it each time.
      const element = find(leaderId)?.element;
      const followers = group.filter(({ id, window: own }) => id !== leaderId && (what !== 'window' || own === window));
      const listener = () => {
        const leader = find(leaderId);
        if (following || !leader || (what === 'slice' && sent.arrived(leader.element, leader.getSliceIndex()))) return;
        following = true;
        try {
          for (const { id } of followers) {
            const follower = find(id);
            if (follower) follow(leader, follower);
          }
        } finally {
          following = false;
        }
      };
      for (const name of events) {
        element?.addEventListener(name, listener);
        removers.push(() => element?.removeEventListener(name, listener));
      }
    }
  }
  return () => removers.forEach((remove) => remove());
}
