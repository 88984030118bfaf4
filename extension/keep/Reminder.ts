import { noteOf, renameDisplaySet } from '../host/displaySets';
import { holdReader } from '../host/navigation';
import { listedName, resultName } from '../results/name';
import type { ResultRow } from '../results/rows';
import { isUnfiled, type Reviewers } from '../review/reviewOf';
import type { RunData } from '../run/RunData';
import type { WorkbenchState } from '../run/state';
import { Store } from '../run/Store';
import { lostOf } from './describe';

/** What the reader is asked before a study is left. */
export interface Leaving {
  /** Results that lie in this tab only. */
  names: readonly string[];
  /** Those among them that cannot be made again. */
  lost: readonly string[];
  leave: () => void;
}

export interface ReminderParts extends Reviewers {
  store: Store<WorkbenchState>;
  runs: Pick<RunData, 'get'>;
  /** False where the site files nothing: then nobody is reminded of it. */
  reminds: boolean;
  ask: (question: Leaving) => void;
  /** Ids of runs that the tab has no room to keep. */
  unkept: () => readonly string[];
}

const DOT = '● ';

/** Says which results lie in this tab only, and holds the reader back on the way out as long as there is one. */
export class Reminder {
  /** Ids of runs. */
  readonly store = new Store<{ unfiled: readonly string[] }>({ unfiled: [] });
  private stops: (() => void)[] = [];
  private release: (() => void) | undefined;

  constructor(private readonly parts: ReminderParts) {}

  open(): void {
    if (!this.parts.reminds) return;
    const { store, review, verdicts } = this.parts;
    let known: readonly unknown[] = [];
    const look = () => {
      const now = [store.get().results, review.store.get().reviews, verdicts.store.get().said];
      if (now.every((one, n) => one === known[n])) return;
      known = now;
      this.look();
    };
    this.stops = [store, review.store, verdicts.store].map((one) => one.subscribe(look));
  }

  close(): void {
    this.stops.forEach((stop) => stop());
    this.letGo();
  }

  private look(): void {
    const { results } = this.parts.store.get();
    const unfiled = results.filter((row) => isUnfiled(row, this.parts));
    const ids = unfiled.map(({ id }) => id);
    if (ids.join() !== this.store.get().unfiled.join()) this.store.set({ unfiled: ids });
    results.forEach((row) => this.dot(row, ids.includes(row.id)));
    if (ids.length === 0) this.letGo();
    else this.release ??= holdReader((leave) => this.parts.ask({ ...this.told(), leave }));
  }

  /** In the viewer's list of series. */
  private dot({ sets, samples }: ResultRow, unfiled: boolean): void {
    for (const uid of new Set([...Object.values(sets), ...samples])) {
      const note = noteOf(uid);
      if (note) renameDisplaySet(uid, `${unfiled ? DOT : ''}${listedName(note)}`);
    }
  }

  private told(): Pick<Leaving, 'names' | 'lost'> {
    const { unfiled } = this.store.get();
    const rows = this.parts.store.get().results.filter(({ id }) => unfiled.includes(id));
    const unkept = this.parts.unkept();
    const lost = rows.filter((row) => unkept.includes(row.id) || lostOf(row, this.parts.runs.get(row.id)));
    return { names: rows.map(({ note }) => resultName(note)), lost: lost.map(({ note }) => resultName(note)) };
  }

  private letGo(): void {
    this.release?.();
    this.release = undefined;
  }
}
