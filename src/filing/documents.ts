import { at } from '../core/at';
import { rejectionObject } from '../dicom/keyObject';
import { isReported, type PreviousReport, type ReportedReview, reportObject } from '../dicom/report';
import type { ReportedFinding } from '../dicom/reportFindings';
import type { ReportReference } from '../dicom/reportReference';
import { planeOf } from '../dicom/slicePlane';
import { texts } from '../dicom/sourceHeader';
import type { SourceImage } from '../dicom/sourceImage';
import { findingTracking } from '../dicom/tracking';
import type { Kind } from '../results/kinds';
import type { Review, ReviewedFinding } from '../results/review';
import { toWorld } from '../volume/plane';
import type { FiledInstance, FiledSeries } from './Filing';
import type { NewSeries, SeriesMaker } from './series';

export interface ReportParts {
  /** When the reader said it. */
  made?: Date | undefined;
  /** What was asked for. */
  kind: Kind;
  /** Along the normal, one per slice. */
  sources: readonly SourceImage[];
  review: Review | undefined;
  /** Everything else that is filed of the work. */
  filed: readonly FiledSeries[];
  /** Name of the reader. */
  reader: string | undefined;
  /** The version that this one takes the place of. */
  previous: PreviousReport | undefined;
}

const textOf = ({ header }: SourceImage, keyword: string) => texts(header, keyword)[0] ?? '';

function told(work: string, { finding, verdict, comment }: ReviewedFinding, sources: readonly SourceImage[]): ReportedFinding {
  const { centre, peak, millilitres, slices } = finding;
  const { id: trackingId, uid: trackingUid } = findingTracking(work, finding.id);
  const plane = planeOf(at(sources, centre.slice).header);
  const point = plane && toWorld(plane, [centre.column, centre.row]);
  return { trackingId, trackingUid, point, cubicMillimetres: 1000 * millilitres, peak: peak.score, slices, verdict, comment };
}

function reviewOf(work: string, { review = {}, sources }: ReportParts): ReportedReview {
  const { verdict, comment, found } = review;
  return { verdict, comment, found: found && { ...found, findings: found.findings.map((one) => told(work, one, sources)) } };
}

/** The source, each object once, and what was made of it. */
function referencesOf(work: string, { sources, review, filed }: ReportParts): ReportReference[] {
  const images = new Map(sources.map((image) => [textOf(image, 'SOPInstanceUID'), image]));
  const from = Array.from(images, ([sopInstanceUid, image]): ReportReference => {
    const [sopClassUid, seriesUid] = [textOf(image, 'SOPClassUID'), textOf(image, 'SeriesInstanceUID')];
    return { role: 'source', sopClassUid, sopInstanceUid, seriesUid };
  });
  // One segment per finding, in their order.
  const segments = review?.found?.findings.map(({ finding }, n) => ({ number: n + 1, trackingUid: findingTracking(work, finding.id).uid }));
  const made = filed.flatMap(({ role, kind, beside, sample, instances }) => {
    if (role === 'report' || role === 'rejection' || beside === 'report' || beside === 'rejection') return [];
    return instances.map(({ sopClassUid, sopInstanceUid, seriesUid }): ReportReference => {
      const what = { role, kind, beside, sample, sopClassUid, sopInstanceUid, seriesUid };
      return beside === 'findings' ? { ...what, segments } : what;
    });
  });
  return [...from, ...made];
}

/**
 * The report of a work, the last of what is filed; none where the version before says all of it already.
 *
 * @throws DiffusionError as `reportObject` does
 */
export function reportSeries(series: SeriesMaker, parts: ReportParts): FiledSeries[] {
  const { made: said, kind, sources, reader, previous } = parts;
  const { header: source } = at(sources, 0);
  let reported = false;
  const what = { role: 'report', beside: 'report', modality: 'SR', made: said, joins: previous } as const satisfies NewSeries;
  const made = series.make(what, (own) => {
    const said = { references: referencesOf(own.work, parts), review: reviewOf(own.work, parts) };
    const input = { series: own, kind, source, reader, previous, ...said };
    reported = isReported(input);
    return [reportObject(input)];
  });
  return reported ? [] : [made];
}

/**
 * The rejection of all that was filed of a work.
 *
 * @throws DiffusionError NOTHING_FILED where there is nothing
 */
export function rejectionSeries(
  series: SeriesMaker,
  {
    made,
    source,
    rejected,
    reader,
  }: { made?: Date | undefined; source: SourceImage; rejected: readonly Rejected[]; reader?: string | undefined },
): FiledSeries {
  const what = { role: 'rejection', beside: 'rejection', modality: 'KO', made } as const;
  return series.make(what, (own) => [rejectionObject({ series: own, source: source.header, rejected, reader })]);
}

/** An instance in the archive. */
export type Rejected = Pick<FiledInstance, 'sopClassUid' | 'sopInstanceUid' | 'seriesUid'>;
