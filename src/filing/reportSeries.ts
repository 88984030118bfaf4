import { at } from '../core/at';
import { nameOf } from '../dicom/header';
import { rejectionObject } from '../dicom/keyObject';
import { recordText } from '../dicom/record';
import { type PreviousReport, isReported, type ReportedReview, reportObject, type ReportReference } from '../dicom/report';
import type { ReportedFinding } from '../dicom/reportFindings';
import { describe, freeNumber, type SeriesNaming } from '../dicom/seriesDescription';
import { planeOf } from '../dicom/slicePlane';
import { sourceHeader, texts } from '../dicom/sourceHeader';
import type { SourceImage } from '../dicom/sourceImage';
import { findingTracking } from '../dicom/tracking';
import { derivedUid } from '../dicom/uid';
import type { DicomObject, WorkSeries } from '../dicom/WorkSeries';
import type { Kind } from '../results/kinds';
import type { Provenance } from '../results/provenance';
import type { Review, ReviewedFinding } from '../results/review';
import { toWorld } from '../volume/plane';
import type { FiledInstance, FiledSeries } from './Filing';

/** Added to the series number of the source, above the kinds of results. */
const OFFSET = { report: 11_000, rejection: 12_000 } as const;
const TITLE = { report: 'report', rejection: 'rejected' } as const;
const MODALITY = { report: 'SR', rejection: 'KO' } as const;

/** What documents about a work are made from. */
export interface DocumentContext {
  /** Key of the work. */
  work: string;
  provenance: Provenance;
  /** Along the normal, one per slice. */
  sources: readonly SourceImage[];
  made: Date;
  naming?: SeriesNaming | undefined;
  /** Name of the reader. */
  reader?: string | undefined;
}

export interface ReportContext extends DocumentContext {
  /** What was asked for. */
  kind: Kind;
  review?: Review | undefined;
  /** Everything else that is filed of the work. */
  filed: readonly FiledSeries[];
  previous?: PreviousReport | undefined;
}

const textOf = ({ header }: SourceImage, keyword: string) => texts(header, keyword)[0] ?? '';

function seriesOf(role: keyof typeof OFFSET, context: DocumentContext, previous?: PreviousReport): WorkSeries {
  const { work, provenance, sources, made, naming = {} } = context;
  const source = sourceHeader(at(sources, 0).header);
  const number = freeNumber(source.SeriesNumber, OFFSET[role] + (naming.seriesOffset ?? 0), naming.taken);
  return {
    ...{ work, provenance, made },
    uid: previous?.seriesUid ?? derivedUid(work, role, 'series'),
    number: previous?.seriesNumber ?? number,
    description: previous?.seriesDescription || describe(TITLE[role], nameOf(source), { prefix: naming.prefix }),
    record: recordText({ work, kind: role, provenance }),
  };
}

const filedSeries = (role: keyof typeof OFFSET, { uid, number, description }: WorkSeries, object: DicomObject): FiledSeries => ({
  ...{ role, modality: MODALITY[role], number, description, seriesUid: uid },
  instances: [{ ...object, seriesUid: uid }],
});

function told({ finding, verdict, comment }: ReviewedFinding, { work, sources }: DocumentContext): ReportedFinding {
  const { centre, peak, millilitres, slices } = finding;
  const { id: trackingId, uid: trackingUid } = findingTracking(work, finding.id);
  const plane = planeOf(at(sources, centre.slice).header);
  const point = plane && toWorld(plane, [centre.column, centre.row]);
  return { trackingId, trackingUid, point, cubicMillimetres: 1000 * millilitres, peak: peak.score, slices, verdict, comment };
}

function reviewOf(context: ReportContext): ReportedReview {
  const { verdict, comment, found } = context.review ?? {};
  return { verdict, comment, found: found && { ...found, findings: found.findings.map((one) => told(one, context)) } };
}

/** The source, each object once, and what was made of it. */
function referencesOf({ work, sources, review, filed }: ReportContext): ReportReference[] {
  // One segment per finding, in their order.
  const segments = review?.found?.findings.map(({ finding }, n) => ({ number: n + 1, trackingUid: findingTracking(work, finding.id).uid }));
  const images = new Map(sources.map((image) => [textOf(image, 'SOPInstanceUID'), image]));
  const from = Array.from(images, ([sopInstanceUid, image]): ReportReference => {
    const [sopClassUid, seriesUid] = [textOf(image, 'SOPClassUID'), textOf(image, 'SeriesInstanceUID')];
    return { role: 'source', sopClassUid, sopInstanceUid, seriesUid };
  });
  const made = filed.flatMap(({ role, kind, sample, instances }) => {
    if (role === 'report' || role === 'rejection') return [];
    const found = role === 'segmentation' && kind === undefined && segments ? { segments } : {};
    return instances.map(({ sopClassUid, sopInstanceUid, seriesUid }): ReportReference => {
      return { ...{ role, kind, sample, sopClassUid, sopInstanceUid, seriesUid }, ...found };
    });
  });
  return [...from, ...made];
}

/**
 * The report of a work, the last of what is filed; undefined where the version before says all of it already.
 *
 * @throws DiffusionError as `reportObject` does
 */
export function reportSeries(context: ReportContext): FiledSeries | undefined {
  const { kind, reader, previous } = context;
  const series = seriesOf('report', context, previous);
  const { header: source } = at(context.sources, 0);
  const input = { series, kind, source, references: referencesOf(context), review: reviewOf(context), reader, previous };
  return isReported(input) ? undefined : filedSeries('report', series, reportObject(input));
}

/**
 * The rejection of all that was filed of a work.
 *
 * @throws DiffusionError NOTHING_FILED where there is nothing
 */
export function rejectionSeries(
  context: DocumentContext,
  rejected: readonly Pick<FiledInstance, 'sopClassUid' | 'sopInstanceUid' | 'seriesUid'>[],
): FiledSeries {
  const series = seriesOf('rejection', context);
  const { header: source } = at(context.sources, 0);
  return filedSeries('rejection', series, rejectionObject({ series, source, rejected, reader: context.reader }));
}
