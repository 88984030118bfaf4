import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DiffusionError } from '../core/errors';
import type { Filing } from '../filing/Filing';
import { zipChunks, zipPath } from '../filing/zip';
import { checkRights, foundAt, outputFault } from './output';
import type { OutputFile, Target, Written } from './source';

/**
 * Says before the work whether an archive can be written: there is nothing at `path`, and it may be written. Makes nothing.
 *
 * @throws DiffusionError OUTPUT_EXISTS, OUTPUT_FAILED
 */
async function checkZip(path: string): Promise<void> {
  const found = await foundAt(path);
  if (found) throw new DiffusionError('OUTPUT_EXISTS', { measured: found.isDirectory() ? 'a folder' : 'a file', allowed: 'a new file' });
  await checkRights(path);
}

/** What an archive will hold of a filing, as the report lists it. */
const listOf = ({ series }: Filing): Written<{ path: string }>[] =>
  series.map(({ kind, instances }, s) => ({ kind: kind ?? 'region', files: instances.map((_, i) => ({ path: zipPath(s, i).join('/') })) }));

/**
 * Writes a filing and a report beside it as a ZIP archive, one object in memory at a time; the file is there when all of it is written.
 *
 * @throws DiffusionError OUTPUT_EXISTS, OUTPUT_FAILED, ZIP_TOO_LARGE and what a writer of objects throws
 */
async function writeZip(path: string, filing: Filing, report: OutputFile<Uint8Array>, signal: AbortSignal | undefined): Promise<void> {
  await checkZip(path);
  const target = resolve(path);
  const partial = join(dirname(target), `.partial-${randomUUID()}`);
  try {
    await mkdir(dirname(target), { recursive: true });
    await pipeline(Readable.from(zipChunks(filing, [{ name: report.path, bytes: report.bytes }])), createWriteStream(partial), { signal });
    await rename(partial, target);
  } catch (cause) {
    await rm(partial, { force: true }).catch(() => undefined);
    throw outputFault(cause);
  }
}

/** A ZIP archive that gets the DICOM files of a folder, and a DICOMDIR. */
export const zipTarget = (path: string): Target => ({
  check: () => checkZip(path),
  checkSource: (source) => {
    if (!source.plan) throw new DiffusionError('BAD_OPTION', { measured: `--zip for ${source.format}`, allowed: 'DICOM' });
  },
  prepare: (source, done, made) => {
    const filing = source.plan?.(done, made);
    if (!filing) throw new DiffusionError('INTERNAL', { measured: `no filing of ${source.format}` });
    // Nobody has read it yet, and report.json says how it was made.
    const series = filing.series.filter(({ role }) => role !== 'report');
    const kept = { ...filing, series };
    return Promise.resolve({ written: listOf(kept), write: (report, signal) => writeZip(path, kept, report, signal) });
  },
});
