import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { identityIn } from '../archive/sameStudy';
import { at } from '../core/at';
import { DiffusionError } from '../core/errors';
import { isOwnResult } from '../dicom/product';
import { checkSources } from '../dicom/classes';
import { tryEncoding } from '../dicom/doubts';
import { readSeries } from '../dicom/readSeries';
import { texts } from '../dicom/sourceHeader';
import { planFiling } from '../filing/plan';
import { KINDS } from '../results/kinds';
import { DECODERS } from './decoders';
import { readMaskFile } from './niftiFile';
import type { Performed, SliceDemand, Source } from './source';

const PREAMBLE = 132;
/** Folder of the mask of what was filled. */
const REGION = 'region';

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
 * The files of one DICOM series; results are what `planFiling` makes of them, one folder per series.
 *
 * @throws DiffusionError MIXED_SERIES, DICOM_DAMAGED, DICOM_UNSUPPORTED, OWN_RESULT and what the rules of geometry refuse
 */
export async function dicomSource(files: readonly ArrayBuffer[], slices: SliceDemand): Promise<Source> {
  const series = await readSeries(files, DECODERS, { stack: slices !== 'independent', oneSlice: slices === 'stack-or-one' });
  if (series.images.some(({ header }) => isOwnResult((keyword) => header.text(keyword)))) throw new DiffusionError('OWN_RESULT');
  const { images: sources, stack } = series;
  const { header } = at(sources, 0);
  const plan = ({ result, region }: Performed, made: Date) =>
    planFiling({ ...{ result, sources, stack, made }, ...(result.provenance.task === 'inpaint' && { region }) });
  return {
    format: 'dicom',
    volume: series.volume,
    facts: series.facts,
    notes: [],
    checkWritable: () => {
      checkSources(sources);
      tryEncoding(sources.map((source) => source.header));
    },
    readMask: (path, inside) => readMaskFile(path, series.planes, inside),
    plan,
    identity: { studyUid: texts(header, 'StudyInstanceUID')[0] ?? '', expected: identityIn(header) },
    encode: (done, made) =>
      plan(done, made).series.flatMap(({ role, kind, instances }) => {
        // Nobody has read it yet, and report.json says how it was made.
        if (role === 'report') return [];
        const folder = kind ? KINDS[kind].file : REGION;
        const files = instances.map((one, k) => ({ path: `${folder}/${String(k + 1).padStart(4, '0')}.dcm`, bytes: one.make() }));
        return { kind: kind ?? REGION, files };
      }),
  };
}
