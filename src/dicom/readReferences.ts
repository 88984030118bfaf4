import { type Kind, KINDS, isPicture } from '../results/kinds';
import type { ContentTree } from './contentTree';
import { ownCode } from './product';
import type { ReportReference } from './report';
import { type Code, CONCEPT } from './reportCodes';

const SEGMENTATION = '1.2.840.10008.5.1.4.1.1.66.4';

/** Concepts of what was made, by kind. */
export const KIND_CODES = Object.fromEntries(
  Object.entries(KINDS).map(([kind, { dicom }]) => [kind, ownCode(dicom.code, dicom.codeMeaning)]),
) as Record<Kind, Code>;

/** Series of each object that the document refers to. */
function seriesOf(root: ContentTree): Map<string, string> {
  const series = root.items('CurrentRequestedProcedureEvidenceSequence').flatMap((study) => study.items('ReferencedSeriesSequence'));
  return new Map(
    series.flatMap((one) =>
      one
        .items('ReferencedSOPSequence')
        .map((instance) => [instance.string('ReferencedSOPInstanceUID'), one.string('SeriesInstanceUID')] as const),
    ),
  );
}

/** Tracking UIDs by the number of their segment, as the findings tell it. */
function trackedSegments(root: ContentTree): Map<number, string> {
  const groups = root.one(CONCEPT.imagingMeasurements)?.all(CONCEPT.measurementGroup) ?? [];
  return new Map(
    groups.flatMap((group) => {
      const [segment] = group.one(CONCEPT.volume)?.one(CONCEPT.referencedSegment)?.items('ReferencedSOPSequence') ?? [];
      const number = segment?.number('ReferencedSegmentNumber');
      return number === undefined ? [] : [[number, group.uid(CONCEPT.trackingUid) ?? ''] as const];
    }),
  );
}

/** What the report refers to, with the part that each object plays. */
export function readReferences(root: ContentTree): ReportReference[] {
  const [series, tracked] = [seriesOf(root), trackedSegments(root)];
  const groups = root.one(CONCEPT.imageLibrary)?.all(CONCEPT.imageLibraryGroup) ?? [];
  return groups.flatMap((group) => {
    const sample = Number(group.text(CONCEPT.sample) ?? NaN);
    return group.items('ContentSequence').flatMap((item): ReportReference[] => {
      const [to] = item.items('ReferencedSOPSequence');
      if (!to) return [];
      const kind = item.kindOf(KIND_CODES);
      const sopClassUid = to.string('ReferencedSOPClassUID');
      const sopInstanceUid = to.string('ReferencedSOPInstanceUID');
      const segments = to.numbers('ReferencedSegmentNumber').map((number) => ({ number, trackingUid: tracked.get(number) }));
      return [
        {
          role: item.isAbout(CONCEPT.sourceImage) ? 'source' : roleOf(sopClassUid, kind),
          ...{ kind, sopClassUid, sopInstanceUid },
          seriesUid: series.get(sopInstanceUid) ?? '',
          ...(Number.isInteger(sample) && { sample }),
          ...(segments.length > 0 && { segments }),
        },
      ];
    });
  });
}

const roleOf = (sopClassUid: string, kind: Kind | undefined): ReportReference['role'] =>
  sopClassUid === SEGMENTATION || kind === undefined ? 'segmentation' : isPicture(kind) ? 'picture' : 'map';
