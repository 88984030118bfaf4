import type { FilingOutcome } from '../../src/archive/outcome';
import { DiffusionError, type ErrorData, type Remark } from '../../src/core/errors';
import type { FiledSeries, Filing } from '../../src/filing/Filing';

/** How far the filing of one result is. */
export type FilingStep =
  | { step: 'preparing' }
  /** Nothing has left the computer. `left`: UIDs of the series that the reader does not want; `of`: key of what he has said, as `filedKey` gives it. */
  | { step: 'preview'; filing: Filing; left: readonly string[]; rejects: boolean; of: string }
  /** `verified`: by series, how many of its objects were found again in the archive. */
  | { step: 'sending'; filing: Filing; verified: Readonly<Record<string, number>> }
  | { step: 'filed'; filing: Filing; already: boolean; at: Date }
  /** Some objects could not be verified: `missing` by SOP Instance UID. */
  | {
      step: 'partial';
      filing: Filing;
      verified: Readonly<Record<string, number>>;
      missing: readonly string[];
      rejects: boolean;
      of: string;
      error: ErrorData;
    }
  /** Without a filing: not even what would be filed is known, as the archive could not be asked what it holds already. */
  | { step: 'failed'; filing: Filing | undefined; rejects: boolean; error: ErrorData };

export interface FilingState {
  /** Run whose dialog is open. */
  open: string | undefined;
  steps: Readonly<Record<string, FilingStep | undefined>>;
}

/** Objects of the series that are to be filed, and their bytes. */
export function sizeOf({ series }: Filing, left: readonly string[] = []): { objects: number; bytes: number } {
  const instances = series.filter(({ seriesUid }) => !left.includes(seriesUid)).flatMap((one) => one.instances);
  return { objects: instances.length, bytes: instances.reduce((sum, { bytes }) => sum + bytes, 0) };
}

/** For a plan made anew: leaves out the series that the reader does not want. */
export function leaveOut(
  { series }: Filing,
  left: readonly string[],
): (one: Pick<FiledSeries, 'role' | 'kind' | 'sample' | 'beside'>) => boolean {
  const gone = series.filter(({ seriesUid }) => left.includes(seriesUid));
  return ({ role, kind, sample, beside }) =>
    gone.some((one) => one.role === role && one.kind === kind && one.sample === sample && one.beside === beside);
}

export const errorOf = ({ code, ...numbers }: Remark): ErrorData => new DiffusionError(code, numbers).toData();

/** Follows from something else, which the reader must know. */
const CONSEQUENCES: ReadonlySet<string> = new Set(['ARCHIVE_PARTIAL', 'REPORT_WAITS', 'ARCHIVE_WARNED']);

/** The first thing that kept an object from the archive. */
export const causeOf = ({ remark, remarks }: FilingOutcome): Remark =>
  remarks.find(({ code }) => !CONSEQUENCES.has(code)) ?? remark ?? { code: 'ARCHIVE_PARTIAL' };

/** How many objects of each series are verified. */
export function verifiedIn({ instances }: Pick<FilingOutcome, 'instances'>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { seriesUid, state } of instances) if (state === 'verified') counts[seriesUid] = (counts[seriesUid] ?? 0) + 1;
  return counts;
}
