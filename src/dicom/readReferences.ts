import { isPicture } from '../results/kinds';
import type { ContentTree } from './contentTree';
import type { ReportReference } from './reportReference';
import { BESIDE_CODES, CONCEPT, KIND_CODES } from './reportCodes';
import { SEGMENTATION } from './segmentation';

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

/** The findings that segments are, by SOP Instance UID of the segmentation. */
function segmentsOf(root: ContentTree): Map<string, NonNullable<ReportReference['segments']>> {
  const found = new Map<string, { number: number; trackingUid: string }[]>();
  for (const group of root.one(CONCEPT.imagingMeasurements)?.all(CONCEPT.measurementGroup) ?? []) {
    const [segment] = group.one(CONCEPT.volume)?.one(CONCEPT.referencedSegment)?.items('ReferencedSOPSequence') ?? [];
    const [uid, number] = [segment?.string('ReferencedSOPInstanceUID'), segment?.number('ReferencedSegmentNumber')];
    if (uid === undefined || number === undefined) continue;
    found.set(uid, [...(found.get(uid) ?? []), { number, trackingUid: group.uid(CONCEPT.trackingUid) ?? '' }]);
  }
  return found;
}

/** What the report refers to, with the part that each object plays. */
export function readReferences(root: ContentTree): ReportReference[] {
  const [series, tracked] = [seriesOf(root), segmentsOf(root)];
  const groups = root.one(CONCEPT.imageLibrary)?.all(CONCEPT.imageLibraryGroup) ?? [];
  return groups.flatMap((group) => {
    const sample = Number(group.text(CONCEPT.sample) ?? NaN);
    return group.items('ContentSequence').flatMap((item): ReportReference[] => {
      const [to] = item.items('ReferencedSOPSequence');
      if (!to) return [];
      const [kind, beside] = [item.kindOf(KIND_CODES), item.kindOf(BESIDE_CODES)];
      const sopClassUid = to.string('ReferencedSOPClassUID');
      const sopInstanceUid = to.string('ReferencedSOPInstanceUID');
      const segments = tracked.get(sopInstanceUid);
      return [
        {
          role: item.isAbout(CONCEPT.sourceImage)
            ? 'source'
            : sopClassUid === SEGMENTATION || !kind
              ? 'segmentation'
              : isPicture(kind)
                ? 'picture'
                : 'map',
          ...{ kind, beside, sopClassUid, sopInstanceUid },
          seriesUid: series.get(sopInstanceUid) ?? '',
          ...(Number.isInteger(sample) && { sample }),
          ...(segments && { segments }),
        },
      ];
    });
  });
}
