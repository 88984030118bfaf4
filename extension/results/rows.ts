import type { Kind } from '../../src/results/kinds';
import type { TaskName } from '../../src/results/Result';
import type { ResultNote } from '../host/resultNote';
import type { RunSettings } from '../worker/settings';

/** What of a result lies in the archive. */
export interface FiledNote {
  /** Every object was found again in the archive. */
  verified: boolean;
  /** Key of the filed state: changes when verdicts or strength change after filing. */
  of: string;
  at: string;
}

/** What one run made. */
export interface ResultRow {
  /** Id of the run. */
  id: string;
  task: TaskName;
  /** Display set of the part that was asked for. */
  uid: string;
  /** Display sets of all parts that are in the viewer's list. */
  sets: Partial<Record<Kind, string>>;
  /** Display sets of all pictures of the part that was asked for, where there are several. */
  samples: readonly string[];
  /** Images of the source that have something new; undefined: all. */
  focus: readonly string[] | undefined;
  note: ResultNote;
  finished: number;
  /** What the reader had chosen for it. */
  settings?: RunSettings;
  /** Id of what was kept of it before the page was left, where it was made again. */
  again?: string;
  /** Window of the source when the result was made; used when the viewer offers none. */
  window: { lower: number; upper: number };
  /** What of it lies in the archive; undefined: nothing was filed. */
  filed?: FiledNote;
}

/** What an arrangement of the parts of a run is called while it is on screen. */
export const paneName = (runId: string, layout: string): string => `${runId} ${layout}`;

/** The results of one series, the newest first. */
export interface ResultGroup {
  sourceUID: string;
  label: string;
  rows: ResultRow[];
}

/** Results by series: that of the active one first (also when one of its results is looked at), then by their newest result. */
export function groupResults(results: readonly ResultRow[], activeUID: string | undefined): ResultGroup[] {
  const groups = new Map<string, ResultGroup>();
  for (const row of [...results].reverse()) {
    const { sourceUID, sourceLabel } = row.note;
    const group = groups.get(sourceUID) ?? { sourceUID, label: sourceLabel, rows: [] };
    group.rows.push(row);
    groups.set(sourceUID, group);
  }
  const isActive = ({ sourceUID, rows }: ResultGroup) =>
    activeUID !== undefined && (sourceUID === activeUID || rows.some(({ sets }) => Object.values(sets).includes(activeUID)));
  const all = [...groups.values()];
  return [...all.filter(isActive), ...all.filter((group) => !isActive(group))];
}
