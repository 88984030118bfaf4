import type { PreviousReport } from '../../src/dicom/report';
import type { FiledInstance, FiledSeries, Filing } from '../../src/filing/Filing';
import type { InstancePointer } from '../../src/filing/references';

type Instance = Pick<FiledInstance, 'sopClassUid' | 'sopInstanceUid' | 'seriesUid' | 'slices'>;

/** A series that lies in the archive, without what made its files: that would hold the pixels. */
export interface ArchivedSeries extends Pick<FiledSeries, 'kind' | 'sample'> {
  /** Along the normal, where each is one slice. */
  instances: readonly Instance[];
}

/** What the archive holds of a result. */
export interface Archived {
  /** Key of the work. */
  work: string;
  series: readonly ArchivedSeries[];
  instances: readonly Instance[];
  /** The newest version. */
  report: PreviousReport | undefined;
  /** By a Key Object Selection: what a reader says in a report alone is a verdict, and may change. */
  rejected: boolean;
}

const named = ({ sopClassUid, sopInstanceUid, seriesUid, slices }: Instance): Instance => ({
  ...{ sopClassUid, sopInstanceUid, seriesUid },
  ...(slices && { slices }),
});

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

const byUid = (instances: readonly Instance[]) => [...new Map(instances.map((one) => [one.sopInstanceUid, one])).values()];

/** What the archive holds when a filing was verified: what it held before of the same work, and the new. */
export function archivedWith(known: Archived | undefined, filing: Filing): Archived {
  const before = known?.work === filing.work ? known : undefined;
  const series = filing.series.map(({ kind, sample, instances }): ArchivedSeries => ({ kind, sample, instances: instances.map(named) }));
  return {
    work: filing.work,
    series: [...series, ...(before?.series ?? [])],
    instances: byUid([...(before?.instances ?? []), ...series.flatMap((one) => one.instances)]),
    report: reportIn(filing, before?.report),
    rejected: before?.rejected === true || filing.series.some(({ role }) => role === 'rejection'),
  };
}

/** What is known from here and what was found there, of one work. */
export function together(known: Archived | undefined, there: Archived | undefined): Archived | undefined {
  if (!known || !there) return known ?? there;
  const [one, other] = [known.report, there.report];
  return {
    work: known.work,
    series: [...known.series, ...there.series],
    instances: byUid([...known.instances, ...there.instances]),
    report: (other?.instanceNumber ?? 0) > (one?.instanceNumber ?? 0) ? other : one,
    rejected: known.rejected || there.rejected,
  };
}

/** The image of a series that holds a slice, counted along the normal; undefined where none does: a mask has none where it is empty. */
export function imageAt({ instances }: ArchivedSeries, k: number): InstancePointer | undefined {
  for (const [n, { sopClassUid, sopInstanceUid, seriesUid, slices }] of instances.entries()) {
    const place = slices ? slices.indexOf(k) : n === k ? 0 : -1;
    if (place < 0) continue;
    const frame = slices && place + 1;
    return { SOPClassUID: sopClassUid, SOPInstanceUID: sopInstanceUid, SeriesInstanceUID: seriesUid, frame };
  }
  return undefined;
}
