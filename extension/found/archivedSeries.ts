import { ContentTree } from '../../src/dicom/contentTree';
import { KINDS, type Kind } from '../../src/results/kinds';
import type { Stack } from '../../src/volume/Stack';
import type { Vector3 } from '../../src/volume/Volume';
import type { ArchivedSeries } from '../filing/archived';
import type { Instance } from '../host/types';
import { placeOn } from './layOn';
import type { FoundSeries } from './objects';

/** Not finite where the header does not say. */
function positionIn(header: ContentTree): Vector3 {
  const [x = NaN, y = NaN, z = NaN] = header.numbers('ImagePositionPatient');
  return [x, y, z];
}

/**
 * A series of the archive as one that was filed here, its images by the slices of the source that they lie on: what is drawn on its result can refer to
 * them.
 *
 * @param headers of all its instances
 * @throws DiffusionError FOUND_OTHER_GRID where one lies on no slice
 */
export function archivedSeries({ seriesUid, record }: FoundSeries, headers: readonly Instance[], stack: Stack): ArchivedSeries {
  const placed = headers.map((instance) => {
    const header = new ContentTree(instance);
    const size = { rows: header.number('Rows') ?? 0, columns: header.number('Columns') ?? 0 };
    const on = (position: Vector3) => placeOn(stack, { position, ...size });
    const name = { sopClassUid: header.string('SOPClassUID'), sopInstanceUid: header.string('SOPInstanceUID'), seriesUid };
    const frames = header.items('PerFrameFunctionalGroupsSequence');
    if (frames.length === 0) return { first: on(positionIn(header)), name };
    const shared = header.items('SharedFunctionalGroupsSequence').flatMap((group) => group.items('PlanePositionSequence'));
    const slices = frames.map((frame) => on(positionIn([...frame.items('PlanePositionSequence'), ...shared][0] ?? frame)));
    return { first: slices[0] ?? 0, name: { ...name, slices } };
  });
  const { kind, sample } = record;
  return {
    kind: kind in KINDS ? (kind as Kind) : undefined,
    sample,
    instances: placed.sort((a, b) => a.first - b.first).map(({ name }) => name),
  };
}
