import { host } from './host';
import type { ImageViewport } from './types';

type Follow = (leader: ImageViewport, follower: ImageViewport) => void;

/** A viewport that is taken away meanwhile makes the jump fail, and then there is nothing left to do. */
export function jumpTo({ element }: ImageViewport, imageIndex: number): void {
  host()
    .cornerstone.utilities.jumpToSlice(element, { imageIndex })
    .catch(() => undefined);
}

/**
 * What a linked viewport takes over from the other. Own listeners in place of OHIF's sync groups: the stock slice synchronizer ignores
 * volume viewports, the stock zoom synchronizer spoils cameras while viewports mount, and both outlive a change of layout.
 */
function rules(withWindow: boolean): [eventNames: string[], follow: Follow][] {
  const { STACK_NEW_IMAGE, VOLUME_NEW_IMAGE, VOI_MODIFIED, CAMERA_MODIFIED } = host().cornerstone.Enums.Events;
  const slice: Follow = (leader, follower) => {
    // Equal index means equal plane only because a result has its source's geometry; stacks and volumes count from opposite ends.
    const imageIndex = leader.getSliceIndex();
    if (leader.type !== follower.type || imageIndex === undefined || imageIndex === follower.getSliceIndex()) return;
    jumpTo(follower, imageIndex);
  };
  const window: Follow = (leader, follower) => {
    const { voiRange, invert } = leader.getProperties();
    const own = follower.getProperties();
    if (!voiRange || (own.voiRange?.lower === voiRange.lower && own.voiRange.upper === voiRange.upper && own.invert === invert)) return;
    follower.setProperties({ voiRange: { ...voiRange }, ...(invert !== own.invert && { invert }) });
    follower.render();
  };
  const camera: Follow = (leader, follower) => {
    const [zoom, pan] = [leader.getZoom(), leader.getPan()];
    const ownPan = follower.getPan();
    const close = (a: number, b: number) => Math.abs(a - b) < 1e-6;
    if (close(zoom, follower.getZoom()) && close(pan[0], ownPan[0]) && close(pan[1], ownPan[1])) return;
    follower.setZoom(zoom);
    follower.setPan(pan);
    follower.render();
  };
  return [
    [[STACK_NEW_IMAGE, VOLUME_NEW_IMAGE], slice],
    ...(withWindow ? [[[VOI_MODIFIED], window] as [string[], Follow]] : []),
    [[CAMERA_MODIFIED], camera],
  ];
}

/** Links slice, window, zoom and pan of two viewports in both directions, until the returned function is called. */
export function linkViewports(ids: readonly [string, string], { window = true } = {}): () => void {
  const find = (id: string) => host().services.cornerstoneViewportService.getCornerstoneViewport(id) ?? undefined;
  const removers: (() => void)[] = [];
  let following = false;
  for (const [names, follow] of rules(window)) {
    for (const [leaderId, followerId] of [ids, [ids[1], ids[0]] as const]) {
      // The element outlives the viewport object, which OHIF replaces when it turns a stack into a volume: ask for it each time.
      const element = find(leaderId)?.element;
      const listener = () => {
        const [leader, follower] = [find(leaderId), find(followerId)];
        if (following || !leader?.getActors().length || !follower?.getActors().length) return;
        following = true;
        try {
          follow(leader, follower);
        } finally {
          following = false;
        }
      };
      for (const name of names) {
        element?.addEventListener(name, listener);
        removers.push(() => element?.removeEventListener(name, listener));
      }
    }
  }
  return () => removers.forEach((remove) => remove());
}
