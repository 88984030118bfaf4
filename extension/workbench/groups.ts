import type { ResultRow } from './state';

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
