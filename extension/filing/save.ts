import type { Filing } from '../../src/filing/Filing';
import { findingsCsv } from '../../src/filing/findingsCsv';
import { streamOf } from '../../src/core/streamOf';
import { type BesideFile, zipChunks } from '../../src/filing/zip';
import type { Review } from '../../src/results/review';
import type { Stack } from '../../src/volume/Stack';
import { saveBlob } from '../host/saveBlob';
import { ui } from '../i18n';
import { pacing } from '../run/pieces';

/**
 * Hands a filing to the reader's disk as one ZIP, its findings beside it as a table. The name says nothing of the patient.
 *
 * @throws DiffusionError ZIP_TOO_LARGE
 */
export async function saveZip(filing: Filing, review: Review | undefined, stack: Stack): Promise<void> {
  const table =
    review && (review.found || review.verdict || review.comment) ? new TextEncoder().encode(findingsCsv(review, stack)) : undefined;
  const beside: BesideFile[] = table ? [{ name: 'FINDINGS.CSV', bytes: table }] : [];
  // The browser keeps a long blob on its disk.
  const blob = await new Response(streamOf(zipChunks(filing, beside), pacing())).blob();
  saveBlob(new Blob([blob], { type: 'application/zip' }), `${ui.filing.fileName}.zip`);
}
