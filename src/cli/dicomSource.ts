import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DiffusionError } from '../core/errors';
import { isOwnResult } from '../dicom/product';
import { checkDerivable, derivedSeries } from '../dicom/derivedSeries';
import { readSeries } from '../dicom/readSeries';
import { KINDS } from '../results/kinds';
import { DECODERS } from './decoders';
import { readMaskFile } from './niftiFile';
import type { SliceDemand, Source } from './source';

const PREAMBLE = 132;

/** The bytes of a DICOM Part 10 file; undefined for any other file, of which only the beginning is read. */
async function readPartTen(path: string): Promise<ArrayBuffer | undefined> {
  const file = await open(path);
  try {
    const head = Buffer.alloc(PREAMBLE);
    const { bytesRead } = await file.read(head, 0, PREAMBLE, 0);
    if (bytesRead < PREAMBLE || head.toString('latin1', 128) !== 'DICM') return undefined;
    const { size } = await file.stat();
    const bytes = new Uint8Array(size);
    for (let done = 0; done < size;) {
      const { bytesRead: more } = await file.read(bytes, done, size - done, done);
      if (more === 0) throw new DiffusionError('DICOM_DAMAGED', { measured: `${done} bytes`, allowed: `${size}` });
      done += more;
    }
    return bytes.buffer;
  } finally {
    await file.close();
  }
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = (await readdir(folder, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1));
  const paths: string[] = [];
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) paths.push(...(await filesBelow(path)));
    else paths.push(path);
  }
  return paths;
}

/** @returns the DICOM files below a folder, or a file itself, and how many files there are in all */
export async function readPartTenFiles(path: string, isFolder: boolean): Promise<{ files: ArrayBuffer[]; seen: number }> {
  const paths = isFolder ? await filesBelow(path) : [path];
  const files: ArrayBuffer[] = [];
  for (const one of paths) {
    const file = await readPartTen(one);
    if (file) files.push(file);
  }
  return { files, seen: paths.length };
}

/**
 * The files of one DICOM series; results are derived series of the same class, one folder each.
 *
 * @throws DiffusionError MIXED_SERIES, DICOM_DAMAGED, DICOM_UNSUPPORTED, OWN_RESULT and what the rules of geometry refuse
 */
export async function dicomSource(files: readonly ArrayBuffer[], slices: SliceDemand): Promise<Source> {
  const series = await readSeries(files, DECODERS, { stack: slices !== 'independent', oneSlice: slices === 'stack-or-one' });
  if (series.images.some(({ dataset }) => isOwnResult((keyword) => dataset.text(keyword)))) throw new DiffusionError('OWN_RESULT');
  return {
    format: 'dicom',
    volume: series.volume,
    facts: series.facts,
    notes: [],
    checkWritable: () => checkDerivable(series),
    readMask: (path, inside) => readMaskFile(path, series.planes, inside),
    encode: ({ kind, sample, slices }, { provenance }) => {
      const written = derivedSeries(series, { kind, sample, slices, provenance, made: new Date() });
      return written.map((bytes, k) => ({ path: `${KINDS[kind].file}/${String(k + 1).padStart(4, '0')}.dcm`, bytes }));
    },
  };
}
