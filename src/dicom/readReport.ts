import type { Kind } from '../results/kinds';
import type { Verdict } from '../results/review';
import type { Vector3 } from '../volume/Volume';
import { type AnyDataset, ContentTree } from './contentTree';
import { repairedText } from './elements';
import { isOwnResult } from './product';
import { readReferences } from './readReferences';
import { type FiledRecord, readRecord } from './record';
import { COMPREHENSIVE_3D_SR, type PreviousReport } from './report';
import type { ReportReference } from './reportReference';
import { CONCEPT, KIND_CODES, MARK_TEXT, VERDICT } from './reportCodes';

/** A finding as a report in the archive tells it. */
export interface FiledFinding {
  /** `Finding.id`: the address of its peak. */
  id: string;
  trackingId: string;
  trackingUid: string;
  /** Its centre in the patient coordinate system, mm, in single precision; undefined where the source has no frame of reference. */
  point: Vector3 | undefined;
  cubicMillimetres: number | undefined;
  peak: number | undefined;
  /** First and last slice along the normal, from 0. */
  slices: readonly [first: number, last: number] | undefined;
  verdict: Verdict | undefined;
  comment: string | undefined;
}

/** A version of a report of ours, as it lies in the archive. */
export interface FiledReport {
  sopClassUid: string;
  sopInstanceUid: string;
  seriesUid: string;
  studyUid: string;
  seriesNumber: number | undefined;
  seriesDescription: string;
  instanceNumber: number;
  /** DA and TM, local time of who made it. */
  date: string;
  time: string;
  record: FiledRecord;
  /** Key of the work. */
  work: string;
  review: {
    /** Of the result as a whole. */
    verdict: Verdict | undefined;
    comment: string | undefined;
    found: { map: Kind; threshold: number; findings: readonly FiledFinding[] } | undefined;
  };
  person: string | undefined;
  device: { uid: string | undefined; name: string | undefined; model: string | undefined };
  references: readonly ReportReference[];
  predecessor: { sopInstanceUid: string; seriesUid: string } | undefined;
}

/** The last byte of some letters looks like a no-break space, and dcmjs cuts white space off the end of a text. */
const CUT = ['', '\u00a0', '\u00a0\u00a0', '\u00a0\u00a0\u00a0'];
const mended = (text: string) => CUT.map((end) => repairedText(text + end)).find((whole) => whole !== undefined) ?? text;

/** How texts inside sequences are made whole: the one text that is known says whether they were read byte by byte. */
function repairOf(root: ContentTree): (text: string) => string {
  const mark = root.one(CONCEPT.qualitativeEvaluations)?.text(CONCEPT.mark) ?? '';
  return mark !== MARK_TEXT && mended(mark) === MARK_TEXT ? mended : (text) => text;
}

/** `Finding.id` of a tracking identifier, as tracking.ts makes it. */
const findingOf = (trackingId: string): string => trackingId.slice(trackingId.lastIndexOf(' ') + 1);

function slicesOf(text: string | undefined): [number, number] | undefined {
  const [, first, last] = /^(\d+)-(\d+)$/.exec(text ?? '') ?? [];
  return first && last ? [Number(first) - 1, Number(last) - 1] : undefined;
}

function finding(group: ContentTree): FiledFinding {
  const trackingId = group.text(CONCEPT.trackingId) ?? '';
  return {
    id: findingOf(trackingId),
    trackingId,
    trackingUid: group.uid(CONCEPT.trackingUid) ?? '',
    point: group.point(CONCEPT.imageRegion),
    cubicMillimetres: group.measurement(CONCEPT.volume),
    peak: group.measurement(CONCEPT.peak),
    slices: slicesOf(group.text(CONCEPT.slices)),
    verdict: group.choice(CONCEPT.review, VERDICT),
    comment: group.text(CONCEPT.comment),
  };
}

function review(root: ContentTree): FiledReport['review'] {
  const whole = root.one(CONCEPT.qualitativeEvaluations);
  const map = whole?.choice(CONCEPT.foundIn, KIND_CODES);
  const threshold = Number(whole?.text(CONCEPT.threshold) ?? NaN);
  const groups = root.one(CONCEPT.imagingMeasurements)?.all(CONCEPT.measurementGroup) ?? [];
  return {
    verdict: whole?.choice(CONCEPT.review, VERDICT),
    comment: whole?.text(CONCEPT.comment),
    found: map && !Number.isNaN(threshold) ? { map, threshold, findings: groups.map(finding) } : undefined,
  };
}

function predecessor(root: ContentTree): FiledReport['predecessor'] {
  const [series] = root.items('PredecessorDocumentsSequence').flatMap((study) => study.items('ReferencedSeriesSequence'));
  const sopInstanceUid = series?.items('ReferencedSOPSequence')[0]?.string('ReferencedSOPInstanceUID');
  return series && sopInstanceUid ? { sopInstanceUid, seriesUid: series.string('SeriesInstanceUID') } : undefined;
}

function read(dataset: AnyDataset): FiledReport | undefined {
  const header = new ContentTree(dataset);
  if (header.string('SOPClassUID') !== COMPREHENSIVE_3D_SR || !header.isAbout(CONCEPT.imagingMeasurementReport)) return undefined;
  const record = isOwnResult((keyword) => header.string(keyword)) ? readRecord(header) : undefined;
  if (!record) return undefined;
  const root = new ContentTree(dataset, repairOf(header));
  return {
    sopClassUid: COMPREHENSIVE_3D_SR,
    sopInstanceUid: root.string('SOPInstanceUID'),
    seriesUid: root.string('SeriesInstanceUID'),
    studyUid: root.string('StudyInstanceUID'),
    seriesNumber: root.number('SeriesNumber'),
    // Outside sequences letters are read as they are.
    seriesDescription: header.string('SeriesDescription'),
    instanceNumber: root.number('InstanceNumber') ?? 1,
    date: root.string('ContentDate'),
    time: root.string('ContentTime'),
    record,
    work: record.work,
    review: review(root),
    person: root.one(CONCEPT.personName)?.personName('PersonName'),
    device: { uid: root.uid(CONCEPT.deviceUid), name: root.text(CONCEPT.deviceName), model: root.text(CONCEPT.deviceModel) },
    references: readReferences(root),
    predecessor: predecessor(root),
  };
}

/**
 * What a report of ours says, from a file or from an archive.
 *
 * @param dataset in dcmjs' natural form, as DICOM JSON of one instance, or as dcmjs holds a file
 * @returns undefined for whatever is no report of ours, broken or foreign; nothing is thrown
 */
export function readReport(dataset: AnyDataset): FiledReport | undefined {
  try {
    return read(dataset);
  } catch {
    return undefined;
  }
}

/** Which of the versions of one work's report holds: the highest number, then the latest, then any, but always the same. */
export function newestReport(reports: readonly FiledReport[]): FiledReport | undefined {
  const later = (a: FiledReport, b: FiledReport) =>
    a.instanceNumber - b.instanceNumber || compare(a.date + a.time, b.date + b.time) || compare(a.sopInstanceUid, b.sopInstanceUid);
  return [...reports].sort(later).at(-1);
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** What the next version of a report takes the place of. */
export function previousOf(report: FiledReport): PreviousReport {
  const { sopClassUid, sopInstanceUid, seriesUid, studyUid, instanceNumber, seriesNumber, seriesDescription } = report;
  return { sopClassUid, sopInstanceUid, seriesUid, studyUid, instanceNumber, seriesNumber, seriesDescription };
}
