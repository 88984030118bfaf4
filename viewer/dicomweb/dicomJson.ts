import { withoutEnd } from '../../src/core/withoutEnd';
import { characterSetOf, decodeText, type CharacterSet } from '../../src/dicom/characterSet';
import type { RawDataset, RawElement } from '../../src/dicom/rawElements';
import type { ByteSource } from './byteSource';
import { dictionaryVr } from './dictionary';
import { dropEmptyWindow } from './emptyWindow';
import { type Header, UnreadableFile } from './header';
import { LIMITS } from './limits';

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

/** Bytes [offset, offset + length) of the file, or of its inflated data set. */
export interface ByteRange {
  readonly offset: number;
  readonly length: number;
}

export interface ConvertedDataSet {
  readonly attributes: DicomJson;
  /** Values left out of `attributes`, by the path that ends their BulkDataURI: 'TAG' or 'TAG/item/TAG'. */
  readonly bulkData: Map<string, ByteRange>;
  /** About how many bytes of the file are in `attributes`. */
  readonly bytes: number;
}

const textVrs = new Set(['LT', 'ST', 'UT', 'UR']);
const binaryVrs = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'UN']);
const pixelTags = new Set(['7FE00008', '7FE00009', '7FE00010']);
const numberBytes: Readonly<Record<string, number>> = { US: 2, SS: 2, UL: 4, SL: 4, FL: 4, FD: 8, SV: 8, UV: 8, AT: 4 };
/** Of an element beside its value: tag, VR and length. */
const ELEMENT_BYTES = 8;
/** … and of a value beside its text: many short ones take more memory than the file. */
const VALUE_BYTES = 16;

function separators(bytes: Buffer): number {
  let count = 0;
  for (const byte of bytes) if (byte === 0x5c) count++;
  return count;
}

/**
 * Converts a data set without its File Meta Information, group lengths and pixel data.
 *
 * `bulkDataRoot` is put before the path of each BulkDataURI.
 *
 * @throws UnreadableFile where it holds more text and numbers than LIMITS.headerBytes
 */
export function toDicomJson({ dataset, source }: Header, bulkDataRoot: string): ConvertedDataSet {
  const conversion = new Conversion(source, bulkDataRoot);
  const sign = dataset.elements.get('00280103');
  const signedPixels = sign !== undefined && sign.to - sign.from >= 2 && source.getUint16(sign.from, dataset.encoding.littleEndian) === 1;
  const attributes = conversion.convert(dataset, { path: '', characterSet: characterSetOf([]), signedPixels });
  return { attributes, bulkData: conversion.bulkData, bytes: conversion.bytes };
}

interface Context {
  readonly path: string;
  readonly characterSet: CharacterSet;
  readonly signedPixels: boolean;
}

class Conversion {
  readonly bulkData = new Map<string, ByteRange>();
  bytes = 0;

  constructor(
    private readonly source: ByteSource,
    private readonly bulkDataRoot: string,
  ) {}

  convert({ elements, encoding }: RawDataset, outer: Context): DicomJson {
    const declared = elements.get('00080005');
    const context = declared ? { ...outer, characterSet: characterSetOf(this.value(declared).toString('latin1').split('\\')) } : outer;
    const found: [string, JsonAttribute][] = [];
    // In the order of the file, whatever that is: of a file on the disk a window is held.
    for (const [tag, element] of elements) {
      const skipped =
        tag.startsWith('0002') || tag.startsWith('FFF') || tag.endsWith('0000') || (context.path === '' && pixelTags.has(tag));
      if (!skipped) found.push([tag, this.attribute(tag, element, encoding.littleEndian, context)]);
    }
    const attributes: DicomJson = Object.fromEntries(found.sort(([a], [b]) => (a < b ? -1 : 1)));
    // The text below is Unicode by now, whatever the file used (PS3.18 section F.2).
    if (attributes['00080005']) attributes['00080005'] = { vr: 'CS', Value: ['ISO_IR 192'] };
    dropEmptyWindow(attributes);
    return attributes;
  }

  private attribute(tag: string, element: RawElement, littleEndian: boolean, context: Context): JsonAttribute {
    this.bytes += ELEMENT_BYTES;
    if (element.items) {
      const items = element.items.map((item, index) => this.convert(item, { ...context, path: `${context.path}${tag}/${index}/` }));
      return items.length ? { vr: 'SQ', Value: items } : { vr: 'SQ' };
    }
    const vr = valueRepresentation(element, tag, context.signedPixels);
    const length = element.to - element.from;
    if (length === 0) return { vr };
    const binary = binaryVrs.has(vr);
    if (length > (binary ? LIMITS.inlineBinaryBytes : LIMITS.inlineTextBytes)) {
      this.bulkData.set(context.path + tag, { offset: element.from, length });
      return { vr, BulkDataURI: `${this.bulkDataRoot}/${context.path}${tag}` };
    }
    const bytes = this.value(element);
    if (binary) return { vr, InlineBinary: bytes.toString('base64') };
    this.count(VALUE_BYTES * (numberBytes[vr] ? bytes.length / numberBytes[vr] : separators(bytes)));
    // What was written as UN is little-endian whatever the file is (PS3.5 section 6.2.2).
    const values = numberBytes[vr]
      ? readNumbers(bytes, vr, littleEndian || element.vr === 'UN')
      : readStrings(decodeText(bytes, context.characterSet, vr === 'PN'), vr);
    return values.some((value) => value !== null) ? { vr, Value: values } : { vr };
  }

  private value({ from, to }: RawElement): Buffer {
    this.count(to - from);
    return this.source.slice(from, to - from);
  }

  private count(bytes: number): void {
    this.bytes += bytes;
    if (this.bytes > LIMITS.headerBytes) throw new UnreadableFile(`a header of more than ${LIMITS.headerBytes} bytes`);
  }
}

/** The VR in the file, or the dictionary's for Implicit VR and for known attributes that a gateway wrote as UN (PS3.5 6.2.2). */
function valueRepresentation(element: RawElement, tag: string, signedPixels: boolean): string {
  const written = element.vr && /^[A-Z]{2}$/.test(element.vr) && element.vr !== 'UN' ? element.vr : undefined;
  const vr = written ?? dictionaryVr(tag, signedPixels) ?? 'UN';
  return vr === 'SQ' ? 'UN' : vr; // a sequence that the parser could not open stays a block of bytes
}

function readNumbers(bytes: Buffer, vr: string, littleEndian: boolean): JsonValue[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = numberBytes[vr] ?? 1;
  const values: JsonValue[] = [];
  for (let at = 0; at + size <= bytes.length; at += size) {
    if (vr === 'US') values.push(view.getUint16(at, littleEndian));
    else if (vr === 'SS') values.push(view.getInt16(at, littleEndian));
    else if (vr === 'UL') values.push(view.getUint32(at, littleEndian));
    else if (vr === 'SL') values.push(view.getInt32(at, littleEndian));
    else if (vr === 'FL') values.push(jsonFloat(view.getFloat32(at, littleEndian)));
    else if (vr === 'FD') values.push(jsonFloat(view.getFloat64(at, littleEndian)));
    else if (vr === 'SV') values.push(jsonInteger(view.getBigInt64(at, littleEndian)));
    else if (vr === 'UV') values.push(jsonInteger(view.getBigUint64(at, littleEndian)));
    else values.push(hex4(view.getUint16(at, littleEndian)) + hex4(view.getUint16(at + 2, littleEndian))); // AT
  }
  return values;
}

/** JSON has no NaN and no infinity: PS3.18 table F.2.3-1 spells them. */
function jsonFloat(value: number): JsonValue {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  return value;
}

/** What a number cannot hold to the last digit is text (PS3.18 table F.2.3-1). */
const jsonInteger = (value: bigint): JsonValue => (BigInt(Number(value)) === value ? Number(value) : value.toString());

function hex4(value: number): string {
  return value.toString(16).toUpperCase().padStart(4, '0');
}

function readStrings(text: string, vr: string): JsonValue[] {
  if (textVrs.has(vr)) return [withoutEnd(text, ' ') || null];
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
