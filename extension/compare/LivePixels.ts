import { imagesOnScreen, redraw } from '../host/redraw';
import { pixelsOfResult } from '../host/resultImages';

/** A display set of ours whose pixels follow from something that may change. */
export interface LiveSet {
  /** In the viewer's order. */
  imageIds: readonly string[];
  write(index: number, into: Float32Array): void;
}

/** Work at a time while the reader waits for nothing, ms: less than a frame. */
const PIECE_MS = 6;
/** For what is on screen, which a plane across the slices is with all of them. */
const AT_ONCE_MS = 30;

/** Writes the pixels of display sets anew: the slices on screen at once, the others in the pauses, and draws what is shown. */
export class LivePixels {
  /** Slices still to be written, nearest to the screen last. */
  private readonly waiting = new Map<LiveSet, number[]>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  refresh(sets: readonly LiveSet[]): void {
    const written = new Set<string>();
    const end = performance.now() + AT_ONCE_MS;
    for (const set of sets) {
      const seen = imagesOnScreen(set.imageIds);
      const centre = Math.max(
        0,
        set.imageIds.findIndex((id) => seen.has(id)),
      );
      const rest: number[] = [];
      set.imageIds.forEach((imageId, index) => {
        if (seen.has(imageId) && performance.now() < end) this.write(set, index, written);
        else rest.push(index);
      });
      rest.sort((a, b) => Math.abs(b - centre) - Math.abs(a - centre));
      this.waiting.set(set, rest);
    }
    redraw(written);
    this.later();
  }

  forget(sets: Iterable<LiveSet>): void {
    for (const set of sets) this.waiting.delete(set);
  }

  private later(): void {
    if (this.timer !== undefined || this.waiting.size === 0) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.piece();
      this.later();
    });
  }

  private piece(): void {
    const written = new Set<string>();
    const end = performance.now() + PIECE_MS;
    for (const [set, rest] of this.waiting) {
      while (rest.length > 0 && performance.now() < end) this.write(set, rest.pop() ?? 0, written);
      if (rest.length === 0) this.waiting.delete(set);
    }
    redraw(written);
  }

  private write(set: LiveSet, index: number, written: Set<string>): void {
    const imageId = set.imageIds[index];
    const into = imageId === undefined ? undefined : pixelsOfResult(imageId);
    if (imageId === undefined || !into) return;
    set.write(index, into);
    written.add(imageId);
  }
}
