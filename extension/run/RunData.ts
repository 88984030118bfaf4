import { resultPixels } from '../host/resultImages';
import type { Delivery } from './deliver';

/**
 * What each run has read and made, for as long as its result is in the viewer: blending, difference, measures and findings are computed
 * from it without another evaluation. Slices lie along the normal.
 */
export class RunData {
  private readonly runs = new Map<string, Delivery>();

  get(runId: string): Delivery | undefined {
    return this.runs.get(runId);
  }

  /** Bytes of the pixels of all runs, those of their series in the viewer included; an array that serves twice counts once. */
  heldBytes(): number {
    const own = [...this.runs.values()].flatMap(({ source, result }) => [source, ...result.layers].flatMap(({ slices }) => slices));
    const buffers = new Set([...own, ...resultPixels()].map(({ buffer }) => buffer));
    return [...buffers].reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  keep(delivery: Delivery): void {
    this.runs.set(delivery.runId, delivery);
  }

  forget(runId?: string): void {
    if (runId === undefined) this.runs.clear();
    else this.runs.delete(runId);
  }
}
