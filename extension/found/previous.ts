import type { Archive } from '../../src/archive/Archive';
import { retrieveMetadata } from '../../src/archive/retrieve';
import { listInstances } from '../../src/archive/search';
import { type FiledReport, readReport } from '../../src/dicom/readReport';

/**
 * Versions of reports that the archive holds in a series, beside those that are known: another reader may have filed one since the study was
 * opened, or this one in this visit.
 *
 * @param known SOP Instance UIDs
 * @throws DiffusionError ARCHIVE_…, CANCELLED
 */
export async function newReports(
  archive: Archive,
  name: { studyUid: string; seriesUid: string },
  known: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<FiledReport[]> {
  const listed = await listInstances(archive, name, signal);
  const fresh = listed.filter(({ sopInstanceUid }) => !known.has(sopInstanceUid));
  const headers = await Promise.all(fresh.map(({ sopInstanceUid }) => retrieveMetadata(archive, { ...name, sopInstanceUid }, signal)));
  return headers.flatMap((header) => (header && readReport(header)) ?? []);
}
