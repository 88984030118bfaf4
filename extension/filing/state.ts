import type { ErrorData } from '../../src/core/errors';
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
  | { step: 'failed'; filing: Filing | undefined; error: ErrorData };

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
