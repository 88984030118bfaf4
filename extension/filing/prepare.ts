import { at } from '../../src/core/at';
import { DiffusionError } from '../../src/core/errors';
import { texts } from '../../src/dicom/sourceHeader';
import type { Filing } from '../../src/filing/Filing';
import { inSteps } from '../../src/core/steps';
import { type FilingInput, planSteps, workSteps } from '../../src/filing/plan';
import { seriesUidOf } from '../../src/filing/series';
import type { ResultRow } from '../results/rows';
import { filedKey } from '../review/reviewOf';
import { pacing } from '../run/pieces';
import type { RunData } from '../run/RunData';
import type { Archived } from './archived';
import { gather, type GatherParts } from './gather';
import type { Holdings } from './Holdings';

export interface PlanParts extends GatherParts {
  runs: Pick<RunData, 'get'>;
  holdings: Holdings;
  row(runId: string): ResultRow | undefined;
  /**
   * What lies in the archive of a work; asks there for reports that came in since the study was opened.
   *
   * @throws DiffusionError ARCHIVE_… where it does not answer
   */
  archivedOf(work: string, report: { studyUid: string; seriesUid: string }): Promise<Archived | undefined>;
}

/**
 * What would be filed of a result, after the archive was asked what it holds already.
 *
 * @param stores whether there is an archive to ask: without its answer a report would call itself the first, whatever others have filed
 * meanwhile
 * @returns `of`: key of what the reader has said in it
 * @throws DiffusionError ARCHIVE_… where the archive does not answer
 */
export async function prepare(
  runId: string,
  rejects: boolean,
  parts: PlanParts,
  stores: boolean,
): Promise<{ input: FilingInput; of: string }> {
  const [row, delivery] = [parts.row(runId), parts.runs.get(runId)];
  if (!row || !delivery) throw new DiffusionError('INTERNAL', { measured: 'a result that was removed' });
  const { holdings } = parts;
  const gathered = await gather(row, delivery, parts);
  // A picture of the archive that was mixed anew is no longer the work that it was read from.
  const input = holdings.restrengthened(row) ? { ...gathered, work: undefined } : gathered;
  const work = input.work ?? (await inSteps(workSteps(input), pacing()));
  const studyUid = texts(at(input.sources, 0).header, 'StudyInstanceUID')[0] ?? '';
  const there = stores ? await parts.archivedOf(work, { studyUid, seriesUid: seriesUidOf(work, { beside: 'report' }) }) : undefined;
  const before = holdings.found(runId, work, there);
  const review = rejects ? { ...input.review, verdict: 'rejected' as const } : input.review;
  const whole = { ...input, work, review, said: new Date(), previous: before?.report, ...(rejects && { rejected: before?.instances }) };
  return { input: whole, of: filedKey(parts.row(runId) ?? row, parts, input.review) };
}

/** What is to be sent: without the series that lie in the archive as they are. */
export async function planned(runId: string, input: FilingInput, { row, holdings }: Pick<PlanParts, 'row' | 'holdings'>): Promise<Filing> {
  const filing = await inSteps(planSteps(input), pacing());
  const result = row(runId);
  const known = result && holdings.known(result);
  const series = filing.series.filter(({ instances }) => !instances.every(({ sopInstanceUid }) => known?.has(sopInstanceUid)));
  return { ...filing, series };
}
