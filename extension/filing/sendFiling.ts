import { fileWork } from '../../src/archive/fileWork';
import type { FilingOutcome } from '../../src/archive/outcome';
import { identityIn } from '../../src/archive/sameStudy';
import type { Remark } from '../../src/core/errors';
import { naturalValues } from '../../src/dicom/sourceHeader';
import type { Filing } from '../../src/filing/Filing';
import { viewerArchive } from '../host/archive';
import { headerOf } from '../host/header';
import { pacing } from '../run/pieces';
import type { Delivery } from '../run/RunData';
import { sourceUnchanged } from './sourceUnchanged';

export interface SendParts {
  delivery: Delivery;
  /** Name of the data source that is stored to, where it is another one than the study comes from. */
  target: string | undefined;
  signal: AbortSignal;
  /** UIDs of the objects that are missing, where the others are verified. */
  only: ReadonlySet<string> | undefined;
  /** Is told, by series, how many objects were found again in the archive. */
  tell: (verified: Readonly<Record<string, number>>) => void;
}

/**
 * Sends a filing of the viewer, when its source is still what the run has read, and still of the same patient.
 *
 * @returns what became of each object; why nothing was sent where nothing was
 */
export async function sendFiling(filing: Filing, { delivery, target, signal, only, tell }: SendParts): Promise<FilingOutcome | Remark> {
  const [archive, read] = [viewerArchive(target), viewerArchive()];
  if (!archive) return { code: 'ARCHIVE_NO_STOW' };
  if (read && !(await sourceUnchanged(delivery, read, signal))) return { code: 'SOURCE_CHANGED' };
  const verified: Record<string, Set<string>> = {};
  // As the viewer opened the study: compared with the archive just before sending, and kept nowhere.
  const identity = identityIn(naturalValues(headerOf(delivery.series.imageIds[0] ?? '')));
  return fileWork(filing, archive, {
    ...{ signal, pause: pacing() },
    identity: { ...identity, mayBeNew: target !== undefined },
    ...(only && { only }),
    tell: ({ instance: { sopInstanceUid, seriesUid, state } }) => {
      if (state !== 'verified') return;
      (verified[seriesUid] ??= new Set()).add(sopInstanceUid);
      tell(Object.fromEntries(Object.entries(verified).map(([key, { size }]) => [key, size])));
    },
  });
}
