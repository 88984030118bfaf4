import type { InstancePointer } from '../../src/filing/references';
import type { Stack } from '../../src/volume/Stack';
import { displaySetByUID, noteOf } from '../host/displaySets';
import { imageIdsOfResult } from '../host/resultImages';
import type { ResultRow } from '../results/rows';
import type { ArchivedSeries } from './archived';

/**
 * Where the archive holds an image of a result that was filed: objects have UIDs of their own there, which follow from the work.
 *
 * @returns undefined where the image is none of this result, or its series was left out
 */
export function filedPointer(
  row: ResultRow,
  series: readonly ArchivedSeries[],
  stack: Stack,
  imageId: string,
): InstancePointer | undefined {
  for (const uid of new Set([...Object.values(row.sets), ...row.samples])) {
    const listed = imageIdsOfResult(displaySetByUID(uid)?.SeriesInstanceUID ?? '').indexOf(imageId);
    const note = noteOf(uid);
    if (listed < 0 || !note) continue;
    const filed = series.find(({ kind, sample }) => kind === note.kind && sample === note.sample);
    const k = stack.alongAt(listed);
    const single = filed?.instances.length === stack.count && stack.count > 1;
    const instance = single ? filed.instances[k] : filed?.instances[0];
    if (!instance || (!single && filed?.instances.length !== 1)) return undefined;
    const { sopClassUid: SOPClassUID, sopInstanceUid: SOPInstanceUID, seriesUid: SeriesInstanceUID } = instance;
    // One image of a series of one is no frame, but that of a map or of a multi-frame picture is.
    const frame = single || (stack.count === 1 && filed?.role === 'picture') ? undefined : k + 1;
    return { SOPClassUID, SOPInstanceUID, SeriesInstanceUID, frame };
  }
  return undefined;
}
