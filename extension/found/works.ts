import type { ErrorCode } from '../../src/core/errors';
import type { ObjectReference } from '../../src/dicom/contentItems';
import { type FiledReport, newestReport } from '../../src/dicom/readReport';
import { type Kind, KINDS } from '../../src/results/kinds';
import type { Provenance } from '../../src/results/provenance';
import { TASKS } from '../../src/tasks';
import { dateOf, type FoundObjects, type FoundSeries, type SourceReference } from './objects';

/** Everything that the archive holds of one work: one run of a task on a series. */
export interface FoundWork {
  /** Key of the work. */
  work: string;
  studyUid: string;
  /** What was asked for. */
  kind: Kind;
  provenance: Provenance;
  series: readonly FoundSeries[];
  /** The version that holds. */
  report: FiledReport | undefined;
  reports: readonly FiledReport[];
  /** By a key object that names something of it. */
  rejected: boolean;
  source: SourceReference | undefined;
  /** Of what was filed; undefined where only positions say. */
  frameOfReference: string | undefined;
  made: Date | undefined;
}

/** A series of the viewer that a work may have been made from. */
export interface Candidate {
  displaySetUID: string;
  seriesUid: string;
  label: string;
  frameOfReference: () => string | undefined;
  has: (sopInstanceUid: string) => boolean;
}

/** The series that a work was made from, as the viewer has it; or why the work cannot be read on it. */
export interface LinkedSource {
  displaySetUID: string | undefined;
  label: string | undefined;
  problem: ErrorCode | undefined;
}

const isKind = (kind: string): kind is Kind => kind in KINDS;

/** What was asked for: the first kind that the task makes and that was filed. */
function mainKind({ task }: Provenance, series: readonly FoundSeries[], report: FiledReport | undefined): Kind {
  const filed = new Set<string>([
    ...series.map(({ record }) => record.kind),
    ...(report?.references ?? []).flatMap(({ kind }) => kind ?? []),
  ]);
  const { makes } = TASKS[task];
  return makes.find((kind) => filed.has(kind)) ?? makes[0];
}

/** The images that a work was made from: neither its own objects nor those of another work of ours. */
function sourceOf(series: readonly FoundSeries[], report: FiledReport | undefined, own: ReadonlySet<string>): SourceReference | undefined {
  const byReport = (report?.references ?? []).filter(({ role }) => role === 'source');
  const all = [...series].sort((a, b) => Number(isKind(b.record.kind)) - Number(isKind(a.record.kind))).flatMap(({ sources }) => sources);
  const named = all.find(({ seriesUid }) => !own.has(seriesUid));
  const [first] = byReport;
  if (named || !first) return named;
  return { seriesUid: first.seriesUid, sopInstanceUids: byReport.map(({ sopInstanceUid }) => sopInstanceUid) };
}

function workOf(work: string, { series, reports, rejected }: FoundObjects, own: ReadonlySet<string>): FoundWork | undefined {
  const report = newestReport(reports);
  const record = series.find(({ record: { kind } }) => isKind(kind))?.record ?? report?.record ?? series[0]?.record;
  if (!record) return undefined;
  const named = new Set(rejected);
  const times = series.flatMap(({ made }) => made?.getTime() ?? []);
  return {
    ...{ work, series, report, reports, provenance: record.provenance },
    studyUid: series[0]?.studyUid ?? report?.studyUid ?? '',
    kind: mainKind(record.provenance, series, report),
    rejected: objectsOf({ series, reports }).some(({ sopInstanceUid }) => named.has(sopInstanceUid)),
    source: sourceOf(series, report, own),
    frameOfReference: series.find(({ frameOfReference }) => frameOfReference)?.frameOfReference,
    made: times.length > 0 ? new Date(Math.min(...times)) : report && dateOf(report.date, report.time),
  };
}

/** Whether nobody is to rely on it: it is rejected in the archive, or its newest report says so. */
export const isRejected = ({ rejected, report }: Pick<FoundWork, 'rejected' | 'report'>): boolean =>
  rejected || report?.review.verdict === 'rejected';

/** What was found, work by work, the latest first and what was rejected last. */
export function worksOf({ series, reports, rejected }: FoundObjects): FoundWork[] {
  const keys = new Set([...series.map(({ record }) => record.work), ...reports.map(({ work }) => work)]);
  const own = new Set(series.map(({ seriesUid }) => seriesUid));
  const works = [...keys].flatMap((key) => {
    const ofWork = {
      series: series.filter(({ record }) => record.work === key),
      reports: reports.filter(({ work }) => work === key),
      rejected,
    };
    return workOf(key, ofWork, own) ?? [];
  });
  const time = ({ made }: FoundWork) => made?.getTime() ?? 0;
  return works.sort((a, b) => Number(isRejected(a)) - Number(isRejected(b)) || time(b) - time(a));
}

/** Every object that was filed of a work, its reports too: what a rejection has to name. */
export const objectsOf = ({ series, reports }: Pick<FoundWork, 'series' | 'reports'>): ObjectReference[] => [
  ...series.flatMap(({ instances }) => instances),
  ...reports.map(({ sopClassUid, sopInstanceUid, seriesUid }) => ({ sopClassUid, sopInstanceUid, seriesUid })),
];

/** Finds the series that a work was made from. A series may be several display sets, one for each object with many frames. */
export function linkSource({ source, frameOfReference }: FoundWork, candidates: readonly Candidate[]): LinkedSource {
  const ofSeries = candidates.filter(({ seriesUid }) => seriesUid === source?.seriesUid);
  const found =
    ofSeries.find(({ has }) => source?.sopInstanceUids.some(has)) ?? (source?.sopInstanceUids.length === 0 ? ofSeries[0] : undefined);
  if (!found) return { displaySetUID: undefined, label: undefined, problem: 'FOUND_SOURCE_MISSING' };
  const frame = found.frameOfReference();
  const other = frameOfReference !== undefined && frame !== undefined && frame !== frameOfReference;
  return { displaySetUID: found.displaySetUID, label: found.label, problem: other ? 'FOUND_OTHER_FRAME' : undefined };
}
