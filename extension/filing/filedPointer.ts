import type { InstancePointer } from '../../src/filing/references';
import type { Stack } from '../../src/volume/Stack';
import { displaySetByUID, noteOf } from '../host/displaySets';
import { imageIdsOfResult } from '../host/resultImages';
import type { ResultRow } from '../results/rows';
import { type ArchivedSeries, imageAt } from './archived';

/**
 * Where the archive holds an image of a result that lies there: objects have UIDs of their own there, which follow from the work.
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
    return filed && imageAt(filed, stack.alongAt(listed));
  }
  return undefined;
}
