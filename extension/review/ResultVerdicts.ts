import type { ReviewedFinding } from '../../src/results/review';
import { Store } from '../run/Store';

/** What the reader said of something. */
export type Said = Pick<ReviewedFinding, 'verdict' | 'comment'>;

/** What the reader says of results as wholes, by run; neutral until something is said. */
export class ResultVerdicts {
  readonly store = new Store<{ said: Readonly<Record<string, Said>> }>({ said: {} });

  say(runId: string, patch: Said): void {
    const { said } = this.store.get();
    this.store.set({ said: { ...said, [runId]: { ...said[runId], ...patch } } });
  }

  forget(runId: string): void {
    const { [runId]: _, ...said } = this.store.get().said;
    this.store.set({ said });
  }
}
