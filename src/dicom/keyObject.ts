import { DiffusionError } from '../core/errors';
import { composite, image, type ObjectReference, text } from './contentItems';
import { documentObject, observers } from './document';
import { COMPREHENSIVE_3D_SR } from './report';
import { CONCEPT, MARK_TEXT } from './reportCodes';
import type { SourceObject } from './sourceObject';
import { derivedUid } from './uid';
import type { DicomObject, WorkSeries } from './WorkSeries';

export const KEY_OBJECT_SELECTION = '1.2.840.10008.5.1.4.1.1.88.59';

export interface RejectionInput {
  series: WorkSeries;
  source: SourceObject;
  /** Every instance that was filed of the work. */
  rejected: readonly ObjectReference[];
  reader?: string | undefined;
}

/**
 * Says that everything which was filed of a work is to be left out of sight: a Key Object Selection "Rejected for Quality Reasons"
 * (PS3.3 A.35.4, TID 2010), which archives and viewers that know IHE's Image Object Change Management hide. Nothing is deleted.
 *
 * @throws DiffusionError NOTHING_FILED for an empty list, which would be an invalid object
 */
export function rejectionObject({ series, source, rejected, reader }: RejectionInput): DicomObject {
  if (rejected.length === 0) throw new DiffusionError('NOTHING_FILED', { measured: 'no object', allowed: 'at least one' });
  return documentObject({
    ...{ source, series },
    references: rejected,
    sopClassUid: KEY_OBJECT_SELECTION,
    sopInstanceUid: derivedUid(series.work, 'rejection', ...rejected.map(({ sopInstanceUid }) => sopInstanceUid).sort()),
    modality: 'KO',
    instanceNumber: 1,
    title: { concept: CONCEPT.rejected, template: '2010' },
    content: [
      ...observers(series.provenance.versions.workbench, reader),
      text('CONTAINS', CONCEPT.keyObjectDescription, MARK_TEXT),
      ...rejected.map((one) => (one.sopClassUid === COMPREHENSIVE_3D_SR ? composite : image)('CONTAINS', undefined, one)),
    ],
  });
}
