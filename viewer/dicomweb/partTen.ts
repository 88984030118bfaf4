import { open, readFile, stat } from 'node:fs/promises';
import dicomParser, { type DataSet } from 'dicom-parser';
import { dictionaryVr } from './dictionary';
import { toDicomJson, type ByteRange, type DicomJson } from './dicomJson';

/** What the server keeps of one Part 10 file (PS3.10): header and places, never pixels. */
export interface Instance {
  readonly file: string;
  readonly studyUid: string;
  readonly seriesUid: string;
  readonly sopInstanceUid: string;
  readonly sopClassUid: string;
  readonly transferSyntaxUid: string;
  readonly metadata: DicomJson;
  readonly bulkData: ReadonlyMap<string, ByteRange>;
  readonly pixelData?: PixelDataElement;
}

export interface PixelDataElement extends ByteRange {
  /** Fragments in items of unknown total length (PS3.5 section A.4); `length` is then 0xFFFFFFFF. */
  readonly encapsulated: boolean;
}

/** The file is not DICOM Part 10, or not an instance that DICOMweb can address. The message is one plain reason. */
export class UnreadableFile extends Error {}

const deflatedExplicitLittleEndian = '1.2.840.10008.1.2.1.99';
/** Holds nearly every header; larger ones (enhanced multi-frame) are found by reading the whole file. */
const headerBytes = 128 * 1024;
const undefinedLength = 0xffffffff;

/** Reads header and data positions of a file; the pixel data themselves are not read. `bulkRoot` maps UIDs to a URL path. */
export async function readPartTen(file: string, bulkRoot: (uids: InstanceUids) => string): Promise<Instance> {
  const { start, complete } = await readStart(file);
  if (start.toString('latin1', 128, 132) !== 'DICM') throw new UnreadableFile('not a DICOM Part 10 file');
  const early = complete ? undefined : tryParse(start);
  // Cut-off bytes may parse without complaint; only a header that was read up to the pixel data is sure to be whole.
  const dataSet = early?.elements['x7fe00010'] ? early : parse(complete ? start : await readFile(file));
  return describe(file, dataSet, bulkRoot);
}

/** As `readPartTen`, for bytes that are not in a file yet; `file` is where they will be. */
export function parsePartTen(bytes: Uint8Array, file: string, bulkRoot: (uids: InstanceUids) => string): Instance {
  if (Buffer.from(bytes.subarray(128, 132)).toString('latin1') !== 'DICM') throw new UnreadableFile('not a DICOM Part 10 file');
  return describe(file, parse(bytes), bulkRoot);
}

export interface InstanceUids {
  readonly studyUid: string;
  readonly seriesUid: string;
  readonly sopInstanceUid: string;
}

/**
 * Bytes [offset, offset + length) of the parsed data set of an instance; fewer where the file ends early.
 * In the deflated transfer syntax positions count in the inflated data set, so the whole file is inflated.
 */
export async function readRange(instance: Instance, range: ByteRange): Promise<Buffer> {
  if (instance.transferSyntaxUid === deflatedExplicitLittleEndian) {
    const bytes = parse(await readFile(instance.file)).byteArray;
    return Buffer.from(bytes.subarray(range.offset, range.offset + range.length));
  }
  const handle = await open(instance.file);
  try {
    const buffer = Buffer.alloc(range.length);
    const { bytesRead } = await handle.read(buffer, 0, range.length, range.offset);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/**
 * Bytes of a file that belong to its data set. Behind native pixel data only elements with higher tags may follow (PS3.5
 * section 7.1); where something else does, as in the demo study's first file, strict readers fail, so the file ends there.
 */
export async function usefulLength(instance: Instance): Promise<number> {
  const { size } = await stat(instance.file);
  const { pixelData, transferSyntaxUid } = instance;
  if (!pixelData || pixelData.encapsulated || transferSyntaxUid === deflatedExplicitLittleEndian) return size;
  const end = pixelData.offset + pixelData.length;
  if (end >= size) return size;
  const next = await readRange(instance, { offset: end, length: 4 });
  const tag = next.length === 4 ? next.readUInt16LE(0) * 0x10000 + next.readUInt16LE(2) : 0;
  return tag > 0x7fe00010 ? size : end;
}

async function readStart(file: string): Promise<{ start: Buffer; complete: boolean }> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const start = Buffer.alloc(Math.min(size, headerBytes));
    await handle.read(start, 0, start.length, 0);
    return { start, complete: size <= headerBytes };
  } finally {
    await handle.close();
  }
}

function tryParse(bytes: Uint8Array): DataSet | undefined {
  try {
    return parse(bytes);
  } catch {
    return undefined; // cut off before the pixel data: the caller reads on
  }
}

/**
 * Stops at Pixel Data: what follows is padding, or junk as in the demo study's first file, on which other readers fail.
 */
function parse(bytes: Uint8Array): DataSet {
  try {
    return dicomParser.parseDicom(bytes, {
      untilTag: 'x7fe00010',
      vrCallback: (tag) => dictionaryVr(tag.slice(1).toUpperCase()),
    });
  } catch (error) {
    // dicom-parser throws strings, and objects that hold the error
    const cause = typeof error === 'object' && error && 'exception' in error ? error.exception : error;
    throw new UnreadableFile(`damaged DICOM file: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}

function describe(file: string, dataSet: DataSet, bulkRoot: (uids: InstanceUids) => string): Instance {
  const uid = (tag: string, name: string): string => {
    const value = dataSet.string(tag)?.trim();
    if (!value) throw new UnreadableFile(`no ${name}`);
    return value;
  };
  const uids = {
    studyUid: uid('x0020000d', 'Study Instance UID'),
    seriesUid: uid('x0020000e', 'Series Instance UID'),
    sopInstanceUid: uid('x00080018', 'SOP Instance UID'),
  };
  const transferSyntaxUid = uid('x00020010', 'Transfer Syntax UID');
  const { attributes, bulkData } = toDicomJson(dataSet, bulkRoot(uids));
  // Available Transfer Syntax UID: tells a client what the frames will come in (PS3.18 section 8.7.3.5.2).
  const metadata = { ...attributes, '00083002': { vr: 'UI', Value: [transferSyntaxUid] } };
  const pixels = dataSet.elements['x7fe00010'] ?? dataSet.elements['x7fe00008'] ?? dataSet.elements['x7fe00009'];
  return {
    file,
    ...uids,
    sopClassUid: uid('x00080016', 'SOP Class UID'),
    transferSyntaxUid,
    metadata,
    bulkData,
    ...(pixels && {
      pixelData: { offset: pixels.dataOffset, length: pixels.length, encapsulated: pixels.length === undefinedLength },
    }),
  };
}
