import dicomParser, { type DataSet, type Element } from 'dicom-parser';
import { characterSetOf, decodeText, type CharacterSet } from '../../src/dicom/characterSet';
import { dictionaryVr } from './dictionary';
import { dropEmptyWindow } from './emptyWindow';

/** The DICOM JSON model, PS3.18 annex F: attributes by tag (eight upper-case hexadecimal digits). */
export type DicomJson = Record<string, JsonAttribute>;
export interface JsonAttribute {
  vr: string;
  Value?: JsonValue[];
  /** base64 */
  InlineBinary?: string;
  BulkDataURI?: string;
}
export type JsonValue = string | number | null | PersonName | DicomJson;
export interface PersonName {
  Alphabetic?: string;
  Ideographic?: string;
  Phonetic?: string;
}

/** Bytes [offset, offset + length) of the data set's byte array. */
export interface ByteRange {
  readonly offset: number;
  readonly length: number;
}

export interface ConvertedDataSet {
  readonly attributes: DicomJson;
  /** Binary values left out of `attributes`, by the path that ends their BulkDataURI: 'TAG' or 'TAG/item/TAG'. */
  readonly bulkData: Map<string, ByteRange>;
}

/** Longer binary values are referred to, not embedded. */
const inlineLimitBytes = 1024;

const textVrs = new Set(['LT', 'ST', 'UT', 'UR']);
const binaryVrs = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'UN']);
const pixelTags = new Set(['7FE00008', '7FE00009', '7FE00010']);
const numberBytes: Readonly<Record<string, number>> = { US: 2, SS: 2, UL: 4, SL: 4, FL: 4, FD: 8, AT: 4 };

/**
 * Converts a parsed data set without its File Meta Information, group lengths and pixel data.
 *
 * `bulkDataRoot` is put before the path of each BulkDataURI.
 */
export function toDicomJson(dataSet: DataSet, bulkDataRoot: string): ConvertedDataSet {
  const bulkData = new Map<string, ByteRange>();
  const context: Context = {
    bulkData,
    bulkDataRoot,
    path: '',
    characterSet: characterSetOf([]),
    signedPixels: dataSet.uint16('x00280103') === 1,
  };
  return { attributes: convert(dataSet, context), bulkData };
}

interface Context {
  readonly bulkData: Map<string, ByteRange>;
  readonly bulkDataRoot: string;
  readonly path: string;
  readonly characterSet: CharacterSet;
  readonly signedPixels: boolean;
}

function convert(dataSet: DataSet, outer: Context): DicomJson {
  const declared = dataSet.string('x00080005');
  const context = declared === undefined ? outer : { ...outer, characterSet: characterSetOf(declared.split('\\')) };
  const attributes: DicomJson = {};
  for (const key of Object.keys(dataSet.elements).sort()) {
    const tag = key.slice(1).toUpperCase();
    const element = dataSet.elements[key];
    const skipped = tag.startsWith('0002') || tag.startsWith('FFF') || tag.endsWith('0000') || (context.path === '' && pixelTags.has(tag));
    if (element && !skipped) attributes[tag] = convertElement(dataSet, element, tag, context);
  }
  // The text below is Unicode by now, whatever the file used (PS3.18 section F.2).
  if (attributes['00080005']) attributes['00080005'] = { vr: 'CS', Value: ['ISO_IR 192'] };
  dropEmptyWindow(attributes);
  return attributes;
}

function convertElement(dataSet: DataSet, element: Element, tag: string, context: Context): JsonAttribute {
  const opened = element.items ?? unknownItems(dataSet, element, tag);
  if (opened) {
    const items = opened.map((item, index) => {
      const path = `${context.path}${tag}/${index}/`;
      return item.dataSet ? convert(item.dataSet, { ...context, path }) : {};
    });
    return items.length ? { vr: 'SQ', Value: items } : { vr: 'SQ' };
  }
  const vr = valueRepresentation(element, tag, context.signedPixels);
  const end = Math.min(element.dataOffset + element.length, dataSet.byteArray.length);
  const bytes = dataSet.byteArray.subarray(element.dataOffset, end);
  if (bytes.length === 0) return { vr };
  if (binaryVrs.has(vr)) {
    if (bytes.length <= inlineLimitBytes) return { vr, InlineBinary: Buffer.from(bytes).toString('base64') };
    context.bulkData.set(context.path + tag, { offset: element.dataOffset, length: bytes.length });
    return { vr, BulkDataURI: `${context.bulkDataRoot}/${context.path}${tag}` };
  }
  const values = numberBytes[vr]
    ? readNumbers(dataSet, element, vr)
    : readStrings(decodeText(bytes, context.characterSet, vr === 'PN'), vr);
  return values.some((value) => value !== null) ? { vr, Value: values } : { vr };
}

/** The items of a sequence that a gateway wrote as UN with a length: they are in Implicit VR (PS3.5 6.2.2, note 2). */
function unknownItems({ byteArray }: DataSet, { vr, dataOffset, length }: Element, tag: string): Element[] | undefined {
  if (vr !== 'UN' || length === 0 || dictionaryVr(tag) !== 'SQ') return undefined;
  const stream = new dicomParser.ByteStream(dicomParser.littleEndianByteArrayParser, byteArray, dataOffset);
  const sequence: Element = { tag, length, dataOffset };
  try {
    dicomParser.readSequenceItemsImplicit(stream, sequence, (key) => dictionaryVr(key.slice(1).toUpperCase()) ?? 'UN');
    return sequence.items;
  } catch {
    return undefined;
  }
}

/** The VR in the file, or the dictionary's for Implicit VR and for known attributes that a gateway wrote as UN (PS3.5 6.2.2). */
function valueRepresentation(element: Element, tag: string, signedPixels: boolean): string {
  const written = element.vr && /^[A-Z]{2}$/.test(element.vr) && element.vr !== 'UN' ? element.vr : undefined;
  const vr = written ?? dictionaryVr(tag, signedPixels) ?? 'UN';
  return vr === 'SQ' ? 'UN' : vr; // a sequence that the parser could not open stays a block of bytes
}

function readNumbers(dataSet: DataSet, element: Element, vr: string): JsonValue[] {
  const { byteArray: bytes, byteArrayParser: parser } = dataSet;
  const size = numberBytes[vr] ?? 1;
  const values: JsonValue[] = [];
  for (let position = element.dataOffset; position + size <= element.dataOffset + element.length; position += size) {
    if (vr === 'US') values.push(parser.readUint16(bytes, position));
    else if (vr === 'SS') values.push(parser.readInt16(bytes, position));
    else if (vr === 'UL') values.push(parser.readUint32(bytes, position));
    else if (vr === 'SL') values.push(parser.readInt32(bytes, position));
    else if (vr === 'FL') values.push(jsonFloat(parser.readFloat(bytes, position)));
    else if (vr === 'FD') values.push(jsonFloat(parser.readDouble(bytes, position)));
    else values.push(hex4(parser.readUint16(bytes, position)) + hex4(parser.readUint16(bytes, position + 2))); // AT
  }
  return values;
}

/** JSON has no NaN and no infinity: PS3.18 table F.2.3-1 spells them. */
function jsonFloat(value: number): JsonValue {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  return value;
}

function hex4(value: number): string {
  return value.toString(16).toUpperCase().padStart(4, '0');
}

function readStrings(text: string, vr: string): JsonValue[] {
  if (textVrs.has(vr)) return [text.replace(/ +$/, '') || null];
  return text.split('\\').map((value) => {
    const trimmed = value.replace(/\0/g, '').trim();
    if (trimmed === '') return null;
    if (vr === 'PN') return personName(trimmed);
    if (vr !== 'DS' && vr !== 'IS') return trimmed;
    // What is no number goes on as the text that it is (PS3.18 F.2.3 allows both): left out, `1,5` would become a slope of 1.
    const number = Number(trimmed);
    return Number.isFinite(number) ? number : trimmed;
  });
}

function personName(text: string): PersonName {
  const [alphabetic, ideographic, phonetic] = text.split('=').map((group) => group.trim());
  return {
    ...(alphabetic && { Alphabetic: alphabetic }),
    ...(ideographic && { Ideographic: ideographic }),
    ...(phonetic && { Phonetic: phonetic }),
  };
}
