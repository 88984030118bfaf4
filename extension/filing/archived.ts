import type { PreviousReport } from '../../src/dicom/report';
import type { FiledInstance, FiledSeries, Filing } from '../../src/filing/Filing';

type Instance = Pick<FiledInstance, 'sopClassUid' | 'sopInstanceUid' | 'seriesUid'>;

/** A series that was filed, without what made its files: that would hold the pixels. */
export interface ArchivedSeries extends Pick<FiledSeries, 'role' | 'kind' | 'sample'> {
  instances: readonly Instance[];
}

/** What the archive holds of a result. */
export interface Archived {
  /** Key of the work. */
  work: string;
  /** Series that were planned here; none of a result that came back. */
  series: readonly ArchivedSeries[];
  instances: readonly Instance[];
  /** The newest version. */
  report: PreviousReport | undefined;
  rejected: boolean;
}

const named = ({ sopClassUid, sopInstanceUid, seriesUid }: Instance): Instance => ({ sopClassUid, sopInstanceUid, seriesUid });

function reportIn({ studyUid, series }: Filing, before: PreviousReport | undefined): PreviousReport | undefined {
  const report = series.find(({ role }) => role === 'report');
  const [instance] = report?.instances ?? [];
  if (!report || !instance) return before;
  const { sopClassUid, sopInstanceUid, seriesUid } = instance;
  const joined = before?.seriesUid === seriesUid;
  return {
    ...{ studyUid, sopClassUid, sopInstanceUid, seriesUid },
    ...{ instanceNumber: joined ? before.instanceNumber + 1 : 1, seriesNumber: report.number, seriesDescription: report.description },
  };
}

/** What the archive holds when a filing was verified: what it held before of the same work, and the new. */
export function archivedWith(known: Archived | undefined, filing: Filing): Archived {
  const before = known?.work === filing.work ? known : undefined;
  const series = filing.series.map(({ role, kind, sample, instances }): ArchivedSeries => ({
    role,
    kind,
    sample,
    instances: instances.map(named),
  }));
  const instances = new Map(
    [...(before?.instances ?? []), ...series.flatMap((one) => one.instances)].map((one) => [one.sopInstanceUid, one]),
  );
  return {
    work: filing.work,
    series: [...(before?.series ?? []), ...series],
    instances: [...instances.values()],
    report: reportIn(filing, before?.report),
    rejected: before?.rejected === true || filing.series.some(({ role }) => role === 'rejection'),
  };
}

/** What is known from here and what was found there, of one work. */
export function together(known: Archived | undefined, there: Archived | undefined): Archived | undefined {
  if (!known || !there) return known ?? there;
  const instances = new Map([...known.instances, ...there.instances].map((one) => [one.sopInstanceUid, one]));
  const [one, other] = [known.report, there.report];
  const report = (other?.instanceNumber ?? 0) > (one?.instanceNumber ?? 0) ? other : one;
  return { ...known, instances: [...instances.values()], report, rejected: known.rejected || there.rejected };
}
