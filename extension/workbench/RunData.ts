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

  keep(delivery: Delivery): void {
    this.runs.set(delivery.runId, delivery);
  }

  forget(runId?: string): void {
    if (runId === undefined) this.runs.clear();
    else this.runs.delete(runId);
  }
}
