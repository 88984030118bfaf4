import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { identityIn } from '../archive/sameStudy';
import { at } from '../core/at';
import { DiffusionError } from '../core/errors';
import { isOwnResult } from '../dicom/product';
import { checkSources } from '../dicom/classes';
import { tryEncoding } from '../dicom/doubts';
import type { OtherFiles } from '../dicom/gather';
import { checkMapSize } from '../dicom/parametricMap';
import { HEAD_BYTES, isDicom } from '../dicom/partTen';
import { type ReadOptions, readSeries } from '../dicom/readSeries';
import { texts } from '../dicom/sourceHeader';
import { planFiling } from '../filing/plan';
import { kindRow, KINDS } from '../results/kinds';
import { inputText } from '../results/provenance';
import { DECODERS } from './decoders';
import { filesBelow } from './filesBelow';
import { readMaskFile } from './niftiFile';
import type { Performed, SliceDemand, Source } from './source';

/** Folder of the mask of what was filled. */
const REGION = 'region';

/** What a file begins with. */
interface Opened {
  head: Uint8Array;
  /** Of DICOM files alone. */
  bytes?: ArrayBuffer;
}

/** The bytes of a DICOM file; of any other file only the beginning is read. */
async function openFile(path: string): Promise<Opened> {
  const file = await open(path);
  try {
    const buffer = new Uint8Array(HEAD_BYTES);
    const { bytesRead } = await file.read(buffer, 0, HEAD_BYTES, 0);
    const head = buffer.subarray(0, bytesRead);
    if (!isDicom(head)) return { head };
    const { size } = await file.stat();
    const bytes = new Uint8Array(size);
    for (let done = 0; done < size;) {
      const { bytesRead: more } = await file.read(bytes, done, size - done, done);
      if (more === 0) throw new DiffusionError('DICOM_DAMAGED', { measured: `${done} bytes`, allowed: `${size}` });
      done += more;
    }
    return { head, bytes: bytes.buffer };
  } finally {
    await file.close();
  }
}

/** `.dcm`; none where what follows the last dot is a number, as in a UID. */
const endingOf = (path: string): string => /\.[a-z]\w*$/i.exec(basename(path))?.[0].toLowerCase() ?? '';
const IMAGE_ENDINGS = new Set(['.dcm', '.dicom', '.ima']);
const isHidden = (path: string) => basename(path).startsWith('.');
const isText = (head: Uint8Array) => head.length > 0 && head.every((byte) => byte >= 32 || (byte >= 9 && byte <= 13));

/**
 * The DICOM files below a folder, or a file itself; how many files there are in all; what the others are, and what was passed over. One that is named like the images
 * without being text may have been one of them.
 */
export async function readPartTenFiles(
  path: string,
  isFolder: boolean,
): Promise<{ files: ArrayBuffer[]; seen: number; others: OtherFiles; notes: string[] }> {
  const { paths, notes } = isFolder ? await filesBelow(path) : { paths: [path], notes: [] };
  const files: ArrayBuffer[] = [];
  const endings = new Set(IMAGE_ENDINGS);
  const strange: { path: string; head: Uint8Array }[] = [];
  for (const one of paths) {
    const { head, bytes } = await openFile(one);
    if (!bytes) strange.push({ path: one, head });
    else {
      files.push(bytes);
      endings.add(endingOf(one));
    }
  }
  const named = strange.filter((one) => !isHidden(one.path) && endings.has(endingOf(one.path)));
  const doubtful = named.filter((one) => IMAGE_ENDINGS.has(endingOf(one.path)) || !isText(one.head)).length;
  return { files, seen: paths.length, others: { other: strange.length - doubtful, doubtful }, notes };
}

/**
 * The files of one DICOM series; results are what `planFiling` makes of them, one folder per series.
 *
 * @throws DiffusionError MIXED_SERIES, DICOM_DAMAGED, DICOM_UNSUPPORTED, OWN_RESULT and what the rules of geometry refuse
 */
export async function dicomSource(
  files: readonly ArrayBuffer[],
  slices: SliceDemand,
  how: Pick<ReadOptions, 'partial' | 'others'> & { signal?: AbortSignal } = {},
): Promise<Source> {
  const demand = { stack: slices !== 'independent', oneSlice: slices === 'stack-or-one', slicewise: slices === 'slices' };
  const { signal, ...reading } = how;
  const series = await readSeries(files, DECODERS, { ...demand, ...reading });
  if (series.images.some(({ header }) => isOwnResult((keyword) => header.text(keyword)))) throw new DiffusionError('OWN_RESULT');
  const { images: sources, stack } = series;
  const { header } = at(sources, 0);
  const plan = ({ result, region }: Performed, made: Date) =>
    planFiling({ ...{ result, sources, stack, made }, ...(result.provenance.task === 'inpaint' && { region }) });
  return {
    format: 'dicom',
    volume: series.volume,
    facts: series.facts,
    notes: [`files: ${inputText(series.input)}`],
    said: series.said,
    listed: series.listed,
    input: series.input,
    checkWritable: (asked) => {
      checkSources(sources);
      tryEncoding(sources.map((source) => source.header));
      if (stack && kindRow(asked).dicom.object === 'map') checkMapSize(at(sources, 0).format, sources.length);
    },
    readMask: (path, inside) => readMaskFile(path, series.planes, inside, signal),
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
