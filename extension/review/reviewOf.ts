import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Review } from '../../src/results/review';
import type { ResultRow } from '../results/rows';
import type { FindingsReview } from './FindingsReview';
import type { ResultVerdicts, Said } from './ResultVerdicts';

export interface Reviewers {
  review: Pick<FindingsReview, 'store'>;
  verdicts: Pick<ResultVerdicts, 'store'>;
}

/** What the reader has made of a result, as it would be filed now. */
export function reviewOf(runId: string, { review, verdicts }: Reviewers): Review {
  const { verdict, comment } = verdicts.store.get().said[runId] ?? {};
  const found = review.store.get().reviews[runId];
  if (!found) return { verdict, comment };
  const { map, threshold, marks } = found;
  const said = (id: string): Said => ({ verdict: marks[id]?.verdict, comment: marks[id]?.comment });
  return { verdict, comment, found: { map, threshold, findings: found.findings.map((finding) => ({ finding, ...said(finding.id) })) } };
}

/** Nothing said is said the same way, whether it was never touched or taken back. */
const words = ({ verdict, comment }: Said) => [verdict ?? '', comment?.trim() ?? ''];

/**
 * Key of what a filing holds of a result beside its pixels: strength, verdicts and comments. As long as it is that of `row.filed`, what was filed is what
 * is on screen. The threshold is left out: to look at more or less is not to say something else.
 *
 * @param filed what a filing holds: words on findings that it does not list are not in it, and stay unfiled
 */
export function filedKey({ id, note }: Pick<ResultRow, 'id' | 'note'>, { review, verdicts }: Reviewers, filed?: Review): string {
  const listed = filed && new Set(filed.found?.findings.map(({ finding }) => finding.id));
  const marks = Object.entries(review.store.get().reviews[id]?.marks ?? {})
    .filter(([finding]) => listed?.has(finding) ?? true)
    .map(([finding, mark]) => [finding, ...words(mark)])
    .filter(([, ...rest]) => rest.some((word) => word !== ''))
    .sort(([a = ''], [b = '']) => (a < b ? -1 : 1));
  const state = JSON.stringify([note.strength ?? null, words(verdicts.store.get().said[id] ?? {}), marks]);
  return bytesToHex(sha256(utf8ToBytes(state))).slice(0, 16);
}

/** Whether closing the tab would lose it: not in the archive, not wholly, or something else was said since. */
export const isUnfiled = (row: ResultRow, reviewers: Reviewers): boolean =>
  !row.filed?.verified || row.filed.of !== filedKey(row, reviewers);
