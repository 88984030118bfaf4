import { DiffusionError } from '../core/errors';
import { derivationOf } from '../results/derivation';
import type { Kind } from '../results/kinds';
import type { Verdict } from '../results/review';
import { regionOf } from './anatomy';
import { coded, container, type ContentItem, image, type ObjectReference, personName, referenced, text } from './contentItems';
import { documentObject, observers } from './document';
import { BESIDE_CODES, CONCEPT, KIND_CODES, MARK_TEXT, TERM } from './reportCodes';
import type { ReportReference } from './reportReference';
import { algorithm, findingGroup, opinion, type ReportedFinding } from './reportFindings';
import { texts } from './sourceHeader';
import type { SourceObject } from './sourceObject';
import { derivedUid } from './uid';
import type { DicomObject, WorkSeries } from './WorkSeries';

export const COMPREHENSIVE_3D_SR = '1.2.840.10008.5.1.4.1.1.88.34';

/** What the reader says, ready to be told. */
export interface ReportedReview {
  /** Of the result as a whole. */
  verdict?: Verdict | undefined;
  comment?: string | undefined;
  found?: { map: Kind; threshold: number; findings: readonly ReportedFinding[] } | undefined;
}

/** The version of a report that a new one takes the place of. */
export interface PreviousReport extends ObjectReference {
  studyUid: string;
  instanceNumber: number;
  /** Of its series, which the new one joins. */
  seriesNumber: number | undefined;
  seriesDescription: string;
}

export interface ReportInput {
  /** Of a version after the first: the series of the one before it. */
  series: WorkSeries;
  /** What was asked for. */
  kind: Kind;
  source: SourceObject;
  /** Sources, and what was verified to be in the archive. */
  references: readonly ReportReference[];
  review?: ReportedReview | undefined;
  /** Name of the reader, where a site gives one. */
  reader?: string | undefined;
  previous?: PreviousReport | undefined;
}

/** How the report is kept apart from its other versions: all that it says, but for the time. */
function contentOf({ review, reader, references }: ReportInput): string {
  const { verdict, comment, found } = review ?? {};
  const what = references.map(({ sopInstanceUid, segments }) => [sopInstanceUid, segments?.map(({ number }) => number)]);
  return JSON.stringify([verdict, comment, found, personName(reader ?? ''), what]);
}

const uidOf = (input: ReportInput, instanceNumber: number): string =>
  derivedUid(input.series.work, 'report', instanceNumber, contentOf(input));

/** Whether the version before says all of it already, so that there is nothing to file. */
export const isReported = (input: ReportInput): boolean =>
  input.previous !== undefined && uidOf(input, input.previous.instanceNumber) === input.previous.sopInstanceUid;

/** The objects of one filed series, or the sources, as a group of the library. */
function libraryGroup(objects: readonly ReportReference[]): ContentItem {
  const [first] = objects;
  const concept = first?.kind ? KIND_CODES[first.kind] : first?.beside ? BESIDE_CODES[first.beside] : CONCEPT.sourceImage;
  return container('CONTAINS', CONCEPT.imageLibraryGroup, [
    ...(first?.sample === undefined ? [] : [text('HAS ACQ CONTEXT', CONCEPT.sample, String(first.sample))]),
    ...objects.map((one) => image('CONTAINS', concept, one)),
  ]);
}

/** All that the report refers to, by series (TID 1600). The source comes first: OHIF reads one group, and what it shows is the source. */
function library(references: readonly ReportReference[]): ContentItem {
  const sources = references.filter(({ role }) => role === 'source');
  const series = new Map<string, ReportReference[]>();
  for (const one of references) if (one.role !== 'source') series.set(one.seriesUid, [...(series.get(one.seriesUid) ?? []), one]);
  return container('CONTAINS', CONCEPT.imageLibrary, [sources, ...series.values()].map(libraryGroup));
}

/** What holds of the result as a whole, also where nothing was found or could be. */
function evaluations({ series: { provenance }, kind, review = {} }: ReportInput): ContentItem {
  const { found } = review;
  return container('CONTAINS', CONCEPT.qualitativeEvaluations, [
    text('CONTAINS', CONCEPT.mark, MARK_TEXT),
    text('CONTAINS', CONCEPT.derivation, derivationOf(kind, provenance), algorithm(provenance.model, [])),
    ...(found
      ? [coded('CONTAINS', CONCEPT.foundIn, KIND_CODES[found.map]), text('CONTAINS', CONCEPT.threshold, String(found.threshold))]
      : []),
    ...opinion(review),
  ]);
}

/** One group per finding; none where there is no finding. */
function measurements({ source, series: { provenance }, references, review }: ReportInput): ContentItem[] {
  const { map, threshold = NaN, findings = [] } = review?.found ?? {};
  if (findings.length === 0) return [];
  const context = {
    frameOfReferenceUid: texts(source, 'FrameOfReferenceUID')[0] ?? '',
    model: provenance.model,
    threshold,
    site: regionOf(source),
    map: references.find(({ role, kind }) => role === 'map' && kind === map),
    segmentation: references.find(({ role, segments }) => role === 'segmentation' && segments?.some(({ trackingUid }) => trackingUid)),
  };
  return [
    container(
      'CONTAINS',
      CONCEPT.imagingMeasurements,
      findings.map((one) => findingGroup(one, context)),
    ),
  ];
}

function check({ references, source, series, previous }: ReportInput): void {
  if (previous && previous.seriesUid !== series.uid) throw new DiffusionError('INTERNAL', { measured: 'a version in another series' });
  if (texts(source, 'StudyInstanceUID').length === 0 || !references.some(({ role }) => role === 'source')) {
    throw new DiffusionError('INTERNAL', { measured: 'a report without a study or a source image' });
  }
}

const pointerTo = ({ studyUid, seriesUid, ...instance }: PreviousReport) => [
  {
    StudyInstanceUID: studyUid,
    ReferencedSeriesSequence: [{ SeriesInstanceUID: seriesUid, ReferencedSOPSequence: [referenced(instance)] }],
  },
];

/**
 * What a reader says of a result, and what the result is, as a Comprehensive 3D SR by TID 1500 (PS3.3 A.35.13, PS3.16).
 *
 * A report is never overwritten: what differs from `previous` is a version of its own in the same series, with the number after it and a
 * pointer to it. Its UID follows from the work, the number and what is said, so that the same report filed twice is one.
 *
 * @throws DiffusionError INTERNAL without a study, a source image, or in another series than the version before; BAD_PIXELS for a
 * measurement that is not a number
 */
export function reportObject(input: ReportInput): DicomObject {
  check(input);
  const { source, series, references, reader, previous } = input;
  const instanceNumber = previous ? previous.instanceNumber + 1 : 1;
  const content = [
    ...observers(series.provenance.versions.workbench, reader),
    coded('HAS CONCEPT MOD', CONCEPT.procedureReported, TERM.imaging),
    library(references),
    ...measurements(input),
    evaluations(input),
  ];
  const parts = {
    ...{ source, series, references, instanceNumber, content },
    sopClassUid: COMPREHENSIVE_3D_SR,
    sopInstanceUid: uidOf(input, instanceNumber),
    modality: 'SR',
    title: { concept: CONCEPT.imagingMeasurementReport, template: '1500' },
  } as const;
  return documentObject(parts, {
    CompletionFlag: 'PARTIAL',
    VerificationFlag: 'UNVERIFIED',
    PreliminaryFlag: 'PRELIMINARY',
    PerformedProcedureCodeSequence: [],
    ...(previous && { PredecessorDocumentsSequence: pointerTo(previous) }),
  });
}
