import { DiffusionError } from '../../src/core/errors';
import { newUid } from '../../src/dicom/uid';
import type { FiledReport } from '../../src/dicom/readReport';
import type { Manifest } from '../../src/models/manifest';
import { stackOf } from '../../src/rules/geometry';
import type { Stack } from '../../src/volume/Stack';
import type { ArchivedSeries } from '../filing/archived';
import { type ActiveSeries, seriesByUID } from '../host/activeSeries';
import { viewerArchive } from '../host/archive';
import { hostSliceLoader, unitsOf } from '../host/readSlices';
import { studyObjects } from '../host/studyObjects';
import { dateText } from '../i18n/describe';
import { OVERLAY_MAPS } from '../overlay/look';
import type { OverlayControl } from '../overlay/OverlayControl';
import { twinOf } from '../results/name';
import type { ResultRow } from '../results/rows';
import { type FindingsReview, pointOf } from '../review/FindingsReview';
import type { ResultVerdicts } from '../review/ResultVerdicts';
import { addResult } from '../run/deliver';
import type { Delivery, RunData } from '../run/RunData';
import { archivedSeries } from './archivedSeries';
import { saidOf } from './matchFindings';
import { readSource } from './readSource';
import { type Reader, readWork } from './readWork';
import type { FoundWork, LinkedSource } from './works';

export interface OpenParts {
  runs: RunData;
  overlay: Pick<OverlayControl, 'change' | 'look'>;
  review: Pick<FindingsReview, 'restore' | 'store'>;
  verdicts: Pick<ResultVerdicts, 'say'>;
  stateOf: (row: ResultRow) => string;
  /** What is installed. */
  models: readonly { id: string; manifest: Manifest }[];
  signal: AbortSignal;
  /** Share that was read. */
  tell: (share: number) => void;
}

/** Slices of pictures, and whole objects: what there is to wait for. */
const partsToRead = ({ series }: FoundWork, source: ActiveSeries) =>
  source.imageIds.length + series.reduce((sum, { instances }) => sum + instances.length, 0);

/** What lies elsewhere than its source was no part of what was read: nothing can be drawn on it here. */
function seriesOf({ series }: FoundWork, stack: Stack): ArchivedSeries[] {
  const objects = new Map(studyObjects().map(({ displaySetUID, instances }) => [displaySetUID, instances]));
  return series.flatMap((one) => {
    try {
      return archivedSeries(one, objects.get(one.displaySetUID) ?? [], stack);
    } catch {
      return [];
    }
  });
}

/** Puts threshold, verdicts and comments of a report back on its result. */
function restore(row: ResultRow, delivery: Delivery, report: FiledReport | undefined, parts: OpenParts): void {
  const { overlay, review, verdicts } = parts;
  const { verdict, comment, found } = report?.review ?? {};
  if (verdict !== undefined || comment !== undefined) verdicts.say(row.id, { verdict, comment });
  const { provenance } = delivery.result;
  if (provenance.task !== 'anomaly') return;
  const map = OVERLAY_MAPS.find((one) => one === found?.map);
  if (map) overlay.change(row, { map });
  // Without its own manifest nothing else knows where this model's findings begin.
  const threshold = found?.threshold ?? (delivery.manifest ? undefined : provenance.map.cut);
  if (threshold !== undefined) overlay.change(row, { threshold });
  review.restore(row, {});
  const findings = review.store.get().reviews[row.id]?.findings ?? [];
  review.restore(
    row,
    saidOf(found?.findings ?? [], findings, (finding) => pointOf(delivery, finding.centre)),
  );
}

/**
 * Makes the result of a filed work once more, without an evaluation: its pixels from the archive, its source from the viewer, what was said of it from
 * the newest report.
 *
 * @returns its row, and the series that it was read from, image by image
 * @throws DiffusionError FOUND_…, SLICE_UNREADABLE, ARCHIVE_…, DICOM_…, CANCELLED
 */
export async function openWork(
  work: FoundWork & { link: LinkedSource },
  parts: OpenParts,
): Promise<{ row: ResultRow; series: ArchivedSeries[] }> {
  const { runs, models, signal, tell } = parts;
  const { link, provenance, report } = work;
  if (link.problem) throw new DiffusionError(link.problem);
  const series = link.displaySetUID === undefined ? undefined : seriesByUID(link.displaySetUID);
  if (!series) throw new DiffusionError('FOUND_SOURCE_MISSING');
  const stack = stackOf({ ...series, isResult: false, slicewise: true });
  const grid = stack.grid({ modality: series.modality, units: unitsOf(series.imageIds[0], series.modality) });
  const total = partsToRead(work, series);
  let read = 0;
  const reader: Reader = { archive: viewerArchive(), loader: hostSliceLoader(), signal, tell: () => tell(++read / total) };
  const ground = { stack, grid };
  const source = await readSource(series.imageIds, ground, reader);
  const { result, region } = await readWork(work, ground, reader);
  const made = work.made ?? new Date();
  const installed = models.find(({ id }) => id === provenance.model.id)?.manifest;
  const delivery: Delivery = {
    ...{ runId: newUid(), made, twin: twinOf(series.displaySetUID, provenance, made), work: work.work },
    ...{ result, source, series, stack, region, peaks: {} },
    manifest: installed?.file.sha256 === provenance.model.sha256 ? installed : undefined,
  };
  const row = await addResult(delivery, () => (signal.aborted ? 'CANCELLED' : undefined));
  runs.keep(delivery);
  restore(row, delivery, report, parts);
  const at = dateText(made);
  // The report goes last: without one the filing was not finished.
  const filed = report && { filed: { verified: true, of: parts.stateOf(row), at } };
  return { row: { ...row, ...filed }, series: seriesOf(work, stack) };
}
