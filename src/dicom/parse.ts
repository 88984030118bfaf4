import type { DcmjsDict, DcmjsElement } from 'dcmjs';
import { withoutEnd } from '../core/withoutEnd';
import { type CharacterSet, characterSetOf, decodeText } from './characterSet';
import { dictionaryVr } from './dictionary';
import type { Encoding } from './encoding';
import { fileBody } from './fileBody';
import { decimalIn, wholeIn } from './numberText';
import { type RawDataset, type RawElement, rawDataset } from './rawElements';

/** Float, double float and integer pixels. */
const PIXELS = ['7FE00008', '7FE00009', '7FE00010'];
const CHARACTER_SET = '00080005';
const SIGNED = '00280103';

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

/** The groups of a person's name, as dcmjs and DICOM JSON have them. */
export function personName(text: string): Record<string, string> {
  const groups = text.split('=').map((group) => group.trim());
  const named = (['Alphabetic', 'Ideographic', 'Phonetic'] as const).map((group, n) => [group, groups[n] ?? ''] as const);
  return Object.fromEntries(named.filter(([, group]) => group !== ''));
}

function textElement(bytes: Uint8Array, vr: string, set: CharacterSet): DcmjsElement {
  // Padding is a NUL behind UIDs, and behind anything in careless files.
  const whole = withoutEnd(decodeText(bytes, TEXT.has(vr) ? set : LATIN_1, vr === 'PN'), '\0');
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

const isSequence = (tag: string) => dictionaryVr(tag, false) === 'SQ';

/**
 * Takes a Part 10 file apart. Reading stops at the pixels, of which nothing is kept: what some scanners leave behind them breaks any parser.
 *
 * @param until tag of another element at which reading stops, where the file has it
 * @throws DiffusionError DICOM_DAMAGED
 */
export function parseFile(file: ArrayBuffer, until?: string): ParsedFile {
  const body = fileBody(file);
  const dataset = rawDataset(body, isSequence, until === undefined ? PIXELS : [...PIXELS, until]);
  const { transferSyntax, mediaStorage } = body;
  return { transferSyntax, mediaStorage, dict: new Decoder(body.bytes).dict(dataset, characterSetOf([]), false) };
}
