import { type AnyDataset, ContentTree } from '../../src/dicom/contentTree';
import type { ObjectReference } from '../../src/dicom/contentItems';
import { KEY_OBJECT_SELECTION } from '../../src/dicom/keyObject';
import { isOwnResult } from '../../src/dicom/product';
import { type FiledReport, readReport } from '../../src/dicom/readReport';
import { type FiledRecord, readRecord } from '../../src/dicom/record';
import { CONCEPT } from '../../src/dicom/reportCodes';
import type { StudyObject } from '../host/studyObjects';

/** A series of images that an object says it was made from. */
export interface SourceReference {
  seriesUid: string;
  sopInstanceUids: readonly string[];
}

/** A series of ours as it lies in the archive: pictures, a map, a segmentation. */
export interface FoundSeries {
  displaySetUID: string;
  studyUid: string;
  seriesUid: string;
  record: FiledRecord;
  /** All objects of it that the viewer knows. */
  instances: readonly ObjectReference[];
  sources: readonly SourceReference[];
  frameOfReference: string | undefined;
  /** When it was made, by the clock of who made it; undefined where the object does not say. */
  made: Date | undefined;
}

/** What of ours, and about it, an archive holds. */
export interface FoundObjects {
  series: FoundSeries[];
  /** Every version. */
  reports: FiledReport[];
  /** SOP Instance UIDs that a Key Object "Rejected for Quality Reasons" names, whoever wrote it. */
  rejected: string[];
}

/** Date (DA) and time (TM) of one clock; undefined where they are none. */
export function dateOf(date: string, time: string): Date | undefined {
  const [, year, month, day] = /^(\d{4})(\d{2})(\d{2})$/.exec(date.trim()) ?? [];
  const [, hour = '0', minute = '0', second = '0'] = /^(\d{2})(\d{2})?(\d{2})?/.exec(time.trim()) ?? [];
  if (!year || !month || !day) return undefined;
  return new Date(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
}

/** Series that an object refers to (Common Instance Reference, PS3.3 C.12.2). */
const sourcesOf = (header: ContentTree): SourceReference[] =>
  header.items('ReferencedSeriesSequence').map((series) => ({
    seriesUid: series.string('SeriesInstanceUID'),
    sopInstanceUids: series.items('ReferencedInstanceSequence').map((one) => one.string('ReferencedSOPInstanceUID')),
  }));

const referenceOf = (header: ContentTree): ObjectReference => ({
  sopClassUid: header.string('SOPClassUID'),
  sopInstanceUid: header.string('SOPInstanceUID'),
  seriesUid: header.string('SeriesInstanceUID'),
});

/** References to one series from many images, as one. */
function joined(all: readonly SourceReference[]): SourceReference[] {
  const bySeries = new Map<string, Set<string>>();
  for (const { seriesUid, sopInstanceUids } of all) {
    const uids = bySeries.get(seriesUid) ?? new Set();
    sopInstanceUids.forEach((uid) => uids.add(uid));
    bySeries.set(seriesUid, uids);
  }
  return [...bySeries].map(([seriesUid, uids]) => ({ seriesUid, sopInstanceUids: [...uids] }));
}

/** What a display set holds of ours; undefined where it is none. Never throws: an archive may hold anything. */
function seriesOf({ displaySetUID, seriesUid, instances }: StudyObject): FoundSeries | undefined {
  const [first] = instances;
  if (!first) return undefined;
  const header = new ContentTree(first);
  // Asked first: most series of a study are of others, and a series may have a thousand headers.
  const record = isOwnResult((keyword) => header.string(keyword)) ? readRecord(header) : undefined;
  if (!record) return undefined;
  const headers = instances.map((instance) => new ContentTree(instance));
  return {
    ...{ displaySetUID, seriesUid, record },
    studyUid: header.string('StudyInstanceUID'),
    instances: headers.map(referenceOf),
    sources: joined(headers.flatMap(sourcesOf)),
    frameOfReference: header.string('FrameOfReferenceUID') || undefined,
    made: dateOf(header.string('ContentDate') || header.string('SeriesDate'), header.string('ContentTime') || header.string('SeriesTime')),
  };
}

function rejectedBy(instance: AnyDataset): string[] {
  const root = new ContentTree(instance);
  if (root.string('SOPClassUID') !== KEY_OBJECT_SELECTION || !root.isAbout(CONCEPT.rejected)) return [];
  return root
    .items('ContentSequence')
    .flatMap((item) => item.items('ReferencedSOPSequence').map((one) => one.string('ReferencedSOPInstanceUID')));
}

/** Looks through what the viewer knows of a study. */
export function readObjects(objects: readonly StudyObject[]): FoundObjects {
  const found: FoundObjects = { series: [], reports: [], rejected: [] };
  for (const object of objects) {
    const reports = object.instances.flatMap((instance) => readReport(instance) ?? []);
    found.reports.push(...reports);
    found.rejected.push(...object.instances.flatMap(rejectedBy));
    const series = reports.length === 0 ? seriesOf(object) : undefined;
    if (series && series.record.kind !== 'rejection' && series.record.kind !== 'report') found.series.push(series);
  }
  return found;
}
