import dcmjs, { type DcmjsDict, type DcmjsElement } from 'dcmjs';
import type { Dataset } from './dataset';
import { tagOf } from './dataset';
import { IMPLEMENTATION_CLASS_UID, PRODUCT } from './product';
import { decimalString } from './quantise';

const EXPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2.1';

/** dcmjs reads UTF-8 inside sequences as Latin-1 (dcmjs #503): such an item would be written back as garbage, so it stays behind. */
const isWhole = ({ vr, Value }: DcmjsElement) => vr !== 'SQ' || /^[\x20-\x7e]*$/.test(JSON.stringify(Value ?? []));

/** Allowed to be empty only where it is really unknown, which a copy cannot claim (PS3.3 C.7.3.1). */
const NOT_EMPTY = new Set(['Laterality']);

/** Elements of these keywords as the source has them. */
export function copied(source: Dataset, keywords: readonly string[]): DcmjsDict {
  const dict: DcmjsDict = {};
  for (const keyword of keywords) {
    const element = source.element(keyword);
    if (NOT_EMPTY.has(keyword) && !source.text(keyword)) continue;
    if (element && isWhole(element)) dict[tagOf(keyword)] = element;
  }
  return dict;
}

/** Numbers of Decimal Strings as text that fits: dcmjs would cut a longer one, exponent and all. */
function withDecimalStrings(made: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { nameMap } = dcmjs.data.DicomMetaDictionary;
  const asText = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(asText);
    return typeof value === 'number' ? decimalString(value) : value;
  };
  return Object.fromEntries(
    Object.entries(made).map(([keyword, value]) => [keyword, nameMap[keyword]?.vr === 'DS' ? asText(value) : value]),
  );
}

/** Head of the pixel element: tag, VR, two reserved bytes, length (PS3.5 7.1.2). */
function pixelElement(pixels: Int16Array | Uint16Array): [Uint8Array, Uint8Array] {
  const head = new DataView(new ArrayBuffer(12));
  head.setUint16(0, 0x7fe0, true);
  head.setUint16(2, 0x0010, true);
  [...'OW'].forEach((letter, k) => head.setUint8(4 + k, letter.charCodeAt(0)));
  head.setUint32(8, pixels.byteLength, true);
  const bytes = new DataView(new ArrayBuffer(pixels.byteLength));
  pixels.forEach((value, n) => bytes.setInt16(2 * n, value, true));
  return [new Uint8Array(head.buffer), new Uint8Array(bytes.buffer)];
}

/**
 * A dataset, or an item of a sequence: `taken` elements as they are, and `made` by keyword, which win.
 *
 * @param vrs VRs that the dictionary leaves open (US or SS)
 */
export const elements = (
  taken: DcmjsDict,
  made: Readonly<Record<string, unknown>>,
  vrs: Readonly<Record<string, string>> = {},
): DcmjsDict => ({
  ...taken,
  ...dcmjs.data.DicomMetaDictionary.denaturalizeDataset({ ...withDecimalStrings(made), _vrMap: vrs }),
});

/** What a file says of itself before its dataset begins (PS3.10 7.1). */
export interface FileMeta {
  sopClassUid: unknown;
  sopInstanceUid: unknown;
}

/** A Part 10 file in Explicit VR Little Endian; of an image, the part before its pixels. */
export function encodeHeader({ sopClassUid, sopInstanceUid }: FileMeta, dict: DcmjsDict): Uint8Array<ArrayBuffer> {
  const { DicomDict, DicomMetaDictionary } = dcmjs.data;
  const meta = DicomMetaDictionary.denaturalizeDataset({
    FileMetaInformationVersion: new Uint8Array([0, 1]).buffer,
    MediaStorageSOPClassUID: sopClassUid,
    MediaStorageSOPInstanceUID: sopInstanceUid,
    TransferSyntaxUID: EXPLICIT_LITTLE_ENDIAN,
    ImplementationClassUID: IMPLEMENTATION_CLASS_UID,
    ImplementationVersionName: PRODUCT.model.toUpperCase(),
  });
  const header = new DicomDict(meta);
  header.dict = dict;
  return new Uint8Array(header.write());
}

/**
 * A Part 10 file in Explicit VR Little Endian: `taken` elements as they are, `made` by keyword, which win, and the pixels, which dcmjs
 * would copy many times over.
 *
 * @param vrs VRs that the dictionary leaves open (US or SS)
 */
export function encodeFile(
  taken: DcmjsDict,
  made: Readonly<Record<string, unknown>>,
  vrs: Readonly<Record<string, string>>,
  pixels: Int16Array | Uint16Array,
): Uint8Array<ArrayBuffer> {
  const header = encodeHeader({ sopClassUid: made.SOPClassUID, sopInstanceUid: made.SOPInstanceUID }, elements(taken, made, vrs));
  const parts = [header, ...pixelElement(pixels)];
  const file = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  parts.reduce((at, part) => {
    file.set(part, at);
    return at + part.length;
  }, 0);
  return file;
}
