import { stat } from 'node:fs/promises';
import { withFile } from './byteSource';
import { toDicomJson, type ByteRange, type DicomJson } from './dicomJson';
import { type Header, headerOf, PIXEL_TAGS, shortText, UnreadableFile } from './header';
import { readRange, type Stored } from './storedBytes';
import { DEFLATED_SYNTAX } from '../../src/dicom/encoding';

/** What the server keeps of one Part 10 file (PS3.10): header and places, never pixels. */
export interface Instance extends Stored {
  readonly studyUid: string;
  readonly seriesUid: string;
  readonly sopInstanceUid: string;
  readonly sopClassUid: string;
  readonly transferSyntaxUid: string;
  readonly metadata: DicomJson;
  readonly bulkData: ReadonlyMap<string, ByteRange>;
  readonly pixelData?: PixelDataElement;
  /** About how many bytes of the file are in `metadata`. */
  readonly headerBytes: number;
}

export interface PixelDataElement extends ByteRange {
  /** Fragments in items of unknown total length (PS3.5 section A.4); `length` is then 0xFFFFFFFF. */
  readonly encapsulated: boolean;
  /** Bytes that the file, or its inflated data set, has in all. */
  readonly end: number;
}

export interface InstanceUids {
  readonly studyUid: string;
  readonly seriesUid: string;
  readonly sopInstanceUid: string;
}

export { UnreadableFile };
export { readRange };

const UNDEFINED_LENGTH = 0xffffffff;

/**
 * Reads header and data positions of a file; the pixel data themselves are not read. `bulkRoot` maps UIDs to a URL path.
 *
 * @throws UnreadableFile
 */
export async function readPartTen(file: string, bulkRoot: (uids: InstanceUids) => string): Promise<Instance> {
  // A pipe or a device never ends.
  if (!(await stat(file)).isFile()) throw new UnreadableFile('not a file');
  return withFile(file, (source) => describe(file, headerOf(source), bulkRoot));
}

/**
 * Bytes of a file that belong to its data set. Behind native pixel data only elements with higher tags may follow (PS3.5
 * section 7.1); where something else does, as in the demo study's first file, strict readers fail, so the file ends there.
 */
export async function usefulLength(instance: Instance): Promise<number> {
  const { size } = await stat(instance.file);
  const { pixelData, transferSyntaxUid } = instance;
  if (!pixelData || pixelData.encapsulated || transferSyntaxUid === DEFLATED_SYNTAX) return size;
  const end = pixelData.offset + pixelData.length;
  if (end >= size) return size;
  const next = await readRange(instance, { offset: end, length: 4 });
  const tag = next.length === 4 ? next.readUInt16LE(0) * 0x10000 + next.readUInt16LE(2) : 0;
  return tag > 0x7fe00010 ? size : end;
}

function describe(file: string, header: Header, bulkRoot: (uids: InstanceUids) => string): Instance {
  const { transferSyntaxUid, dataset, source, deflatedFrom } = header;
  const uid = (tag: string, name: string): string => {
    const value = shortText(source, dataset.elements.get(tag));
    if (value === '') throw new UnreadableFile(`no ${name}`);
    return value;
  };
  const uids = {
    studyUid: uid('0020000D', 'Study Instance UID'),
    seriesUid: uid('0020000E', 'Series Instance UID'),
    sopInstanceUid: uid('00080018', 'SOP Instance UID'),
  };
  const sopClassUid = uid('00080016', 'SOP Class UID');
  const { attributes, bulkData, bytes } = toDicomJson(header, bulkRoot(uids));
  // Available Transfer Syntax UID: tells a client what the frames will come in (PS3.18 section 8.7.3.5.2).
  const metadata = { ...attributes, '00083002': { vr: 'UI', Value: [transferSyntaxUid] } };
  const pixelData = pixelElement(header);
  return {
    file,
    ...uids,
    ...{ sopClassUid, transferSyntaxUid, metadata, bulkData, headerBytes: bytes },
    ...(pixelData && { pixelData }),
    ...(deflatedFrom !== undefined && { deflatedFrom }),
  };
}

/** The pixels as the file announces them: its length is not yet believed. */
function pixelElement({ dataset, source }: Header): PixelDataElement | undefined {
  const element = PIXEL_TAGS.map((tag) => dataset.elements.get(tag)).find((found) => found !== undefined);
  if (!element) return undefined;
  // Every VR of pixels has a length of four bytes right before the value, and so has no VR at all.
  if (element.vr !== undefined && !['OB', 'OW', 'OF', 'OD', 'UN'].includes(element.vr)) {
    throw new UnreadableFile('pixel data in a VR that holds none');
  }
  const length = source.getUint32(element.from - 4, dataset.encoding.littleEndian);
  return { offset: element.from, length, encapsulated: length === UNDEFINED_LENGTH, end: source.byteLength };
}
