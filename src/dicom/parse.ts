import type { DcmjsDict, DcmjsElement } from 'dcmjs';
import { inflateSync } from 'fflate';
import { type CharacterSet, characterSetOf, decodeText } from './characterSet';
import { keywordOf, vrOf } from './dictionary';
import { decimalIn, wholeIn } from './numberText';
import { type Encoding, EXPLICIT, IMPLICIT, type RawDataset, type RawElement, RawReader } from './rawElements';

const PIXEL_DATA = '7FE00010';
const CHARACTER_SET = '00080005';
const SIGNED = '00280103';
/** Behind the preamble and its word. */
const META = 132;
const ENCODINGS: Readonly<Record<string, Encoding>> = {
  '1.2.840.10008.1.2': IMPLICIT,
  '1.2.840.10008.1.2.2': { explicit: true, littleEndian: false },
};
const DEFLATED = new Set(['1.2.840.10008.1.2.1.99']);

/** Text in the declared character set (PS3.5 6.1.2.2). */
const TEXT = new Set(['LO', 'LT', 'PN', 'SH', 'ST', 'UC', 'UT']);
/** … of which these hold one value, backslashes and all, with blanks at the beginning that count. */
const LONG_TEXT = new Set(['LT', 'ST', 'UT']);
const ASCII = new Set(['AE', 'AS', 'CS', 'DA', 'DS', 'DT', 'IS', 'TM', 'UI', 'UR']);
/** Numbers as text. */
const DIGITS = new Set(['DS', 'IS']);
const isText = (vr: string) => TEXT.has(vr) || ASCII.has(vr);
const LATIN_1: CharacterSet = { initial: 'windows-1252', extensions: false };
/** Numbers of so many bytes. */
const BINARY: Readonly<Record<string, readonly [bytes: number, read: (view: DataView, at: number, little: boolean) => number]>> = {
  US: [2, (view, at, little) => view.getUint16(at, little)],
  SS: [2, (view, at, little) => view.getInt16(at, little)],
  UL: [4, (view, at, little) => view.getUint32(at, little)],
  SL: [4, (view, at, little) => view.getInt32(at, little)],
  FL: [4, (view, at, little) => view.getFloat32(at, little)],
  FD: [8, (view, at, little) => view.getFloat64(at, little)],
  AT: [4, (view, at, little) => view.getUint16(at, little) * 0x10000 + view.getUint16(at + 2, little)],
};

/** A Part 10 file, taken apart up to its pixel data: elements by tag, text as Unicode, nothing private or unknown. */
export interface ParsedFile {
  transferSyntax: string;
  mediaStorage: string;
  dict: DcmjsDict;
}

/** VR by the dictionary; what it leaves open is settled as for an implicit file (PS3.5 A.1). */
function dictionaryVr(tag: string, signed: boolean): string | undefined {
  const keyword = keywordOf(tag);
  const vr = keyword === undefined ? undefined : vrOf(keyword);
  if (vr === 'xs') return signed ? 'SS' : 'US';
  if (vr === 'ox' || vr === 'lt') return 'OW';
  if (vr === 'up') return 'UL';
  return vr === 'na' ? undefined : vr;
}

/** The groups of a person's name, as dcmjs and DICOM JSON have them. */
export function personName(text: string): Record<string, string> {
  const groups = text.split('=').map((group) => group.trim());
  const named = (['Alphabetic', 'Ideographic', 'Phonetic'] as const).map((group, n) => [group, groups[n] ?? ''] as const);
  return Object.fromEntries(named.filter(([, group]) => group !== ''));
}

function textElement(bytes: Uint8Array, vr: string, set: CharacterSet): DcmjsElement {
  // Padding is a NUL behind UIDs, and behind anything in careless files.
  const whole = decodeText(bytes, TEXT.has(vr) ? set : LATIN_1, vr === 'PN').replace(/\0+$/, '');
  if (LONG_TEXT.has(vr)) return { vr, Value: [whole.trimEnd()] };
  const values = whole.split('\\').map((value) => value.trim());
  if (vr === 'PN') return { vr, Value: values.filter(Boolean).map(personName) };
  if (vr !== 'DS' && vr !== 'IS') return { vr, Value: values };
  // What is no number stays text, and never becomes a part of one; whoever copies it has it digit for digit.
  const number = vr === 'DS' ? decimalIn : wholeIn;
  return { vr, Value: values.map((value) => number(value) ?? (value || null)), _rawValue: values };
}

class Decoder {
  private readonly view: DataView;

  constructor(private readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  private slice({ from, to }: RawElement): Uint8Array<ArrayBuffer> {
    return Uint8Array.from(this.bytes.subarray(from, to));
  }

  private element(tag: string, raw: RawElement, { set, signed, encoding }: Reading): DcmjsElement | undefined {
    const known = dictionaryVr(tag, signed);
    if (known === undefined) return undefined;
    if (raw.items) return { vr: 'SQ', Value: raw.items.map((item) => this.dict(item, set, signed)) };
    const written = raw.vr === undefined || raw.vr === 'UN' ? known : raw.vr;
    // Text in another VR for text, such as numbers in UT, is what the standard says that it is; decimal digits are no binary numbers either,
    // whatever two letters call them.
    const vr = isText(known) && (isText(written) || DIGITS.has(known)) ? known : written;
    if (vr === 'SQ') return undefined;
    if (isText(vr)) return raw.to > raw.from ? textElement(this.slice(raw), vr, set) : { vr, Value: [] };
    const binary = BINARY[vr];
    if (!binary) return { vr, Value: raw.to > raw.from ? [this.slice(raw).buffer] : [] };
    const [size, read] = binary;
    // What was written as UN is little-endian whatever the file is.
    const little = encoding.littleEndian || raw.vr === 'UN';
    return {
      vr,
      Value: Array.from({ length: Math.floor((raw.to - raw.from) / size) }, (_, n) => read(this.view, raw.from + n * size, little)),
    };
  }

  text(raw: RawElement | undefined): string {
    return raw ? decodeText(this.slice(raw), LATIN_1).replace(/\0/g, '').trim() : '';
  }

  /** @param outer what holds where an item declares nothing of its own */
  dict({ elements, encoding }: RawDataset, outer: CharacterSet, outerSigned: boolean): DcmjsDict {
    const [declared, sign] = [elements.get(CHARACTER_SET), elements.get(SIGNED)];
    const set = declared ? characterSetOf(this.text(declared).split('\\')) : outer;
    const signed = sign && sign.to - sign.from >= 2 ? this.view.getUint16(sign.from, encoding.littleEndian) === 1 : outerSigned;
    const dict: DcmjsDict = {};
    for (const [tag, raw] of elements) {
      const found = tag.endsWith('0000') ? undefined : this.element(tag, raw, { set, signed, encoding });
      if (found) dict[tag] = found;
    }
    // All text is Unicode by now.
    if (declared) dict[CHARACTER_SET] = { vr: 'CS', Value: ['ISO_IR 192'] };
    return dict;
  }
}

interface Reading {
  set: CharacterSet;
  signed: boolean;
  encoding: Encoding;
}

/** How the elements are written: as the file says, unless its first one shows that they have VRs, or none. */
export function encodingOf(body: Uint8Array, start: number, declared: Encoding): Encoding {
  const shows = body.length >= start + 6 && /^[A-Z]{2}$/.test(String.fromCharCode(body[start + 4] ?? 0, body[start + 5] ?? 0));
  return declared.littleEndian && body.length > start ? (shows ? EXPLICIT : IMPLICIT) : declared;
}

const isSequence = (tag: string) => dictionaryVr(tag, false) === 'SQ';

/**
 * Takes a Part 10 file apart. Reading stops behind the pixels: what some scanners leave there breaks any parser. Pixels are fewer than announced
 * where the file ends early.
 *
 * @throws RangeError, SyntaxError where bytes are missing or are no elements
 */
export function parseFile(file: ArrayBuffer, until = PIXEL_DATA): ParsedFile {
  const ends = [PIXEL_DATA, until];
  const bytes = new Uint8Array(file);
  const own = new Decoder(bytes);
  const { dataset: meta, at } = new RawReader(bytes, isSequence, []).meta(META);
  const transferSyntax = own.text(meta.elements.get('00020010'));
  if (transferSyntax === '') throw new SyntaxError('no transfer syntax');
  const body = DEFLATED.has(transferSyntax) ? inflateSync(bytes.subarray(at)) : bytes;
  const start = body === bytes ? at : 0;
  const encoding = encodingOf(body, start, ENCODINGS[transferSyntax] ?? EXPLICIT);
  const { dataset } = new RawReader(body, isSequence, ends).dataset(start, body.length, encoding);
  return {
    transferSyntax,
    mediaStorage: own.text(meta.elements.get('00020002')),
    dict: new Decoder(body).dict(dataset, characterSetOf([]), false),
  };
}
