import type { DcmjsDict, DcmjsElement } from 'dcmjs';
import { DiffusionError } from '../core/errors';
import { tagOf } from './dictionary';
import { type Note, writable } from './elements';
import { parseFile } from './parse';
import { numbersIn, texts } from './sourceHeader';
import type { SourceObject } from './sourceObject';

const PIXEL_DATA = '7FE00010';
const DIRECTORY = '1.2.840.10008.1.3.10';

/** One DICOM file, read up to and including its pixel data. Attributes are asked for by keyword. */
export class Dataset implements SourceObject {
  constructor(
    /** The file itself, for a decoder of compressed pixels. */
    readonly file: ArrayBuffer,
    readonly transferSyntax: string,
    private readonly dict: DcmjsDict,
  ) {}

  /** The element as read: copying it keeps numbers digit for digit. */
  element(keyword: string): DcmjsElement | undefined {
    return this.dict[tagOf(keyword)];
  }

  /** Values without empty ones. */
  values(keyword: string): unknown[] {
    return (this.element(keyword)?.Value ?? []).filter((value) => value !== undefined && value !== null && value !== '');
  }

  /** First value as text; empty when absent. */
  text(keyword: string): string {
    return texts(this, keyword)[0] ?? '';
  }

  /** Numbers to their last character: what is none, is NaN. */
  numbers(keyword: string): number[] {
    return numbersIn(this, keyword);
  }

  number(keyword: string): number | undefined {
    return this.numbers(keyword)[0];
  }

  copied(keywords: readonly string[], note?: Note): DcmjsDict {
    const dict: DcmjsDict = {};
    for (const keyword of keywords) {
      const element = this.element(keyword);
      const own = element && writable(keyword, element, note);
      if (own) dict[tagOf(keyword)] = own;
    }
    return dict;
  }

  pixelData(): ArrayBuffer | undefined {
    const [first] = this.dict[PIXEL_DATA]?.Value ?? [];
    // Not instanceof: jest and workers have other realms.
    return Object.prototype.toString.call(first) === '[object ArrayBuffer]' ? (first as ArrayBuffer) : undefined;
  }
}

const hasPreamble = (file: ArrayBuffer) => file.byteLength > 132 && String.fromCharCode(...new Uint8Array(file, 128, 4)) === 'DICM';

/**
 * Reads a DICOM Part 10 file; undefined for a file of another kind and for a DICOMDIR.
 *
 * Reading stops behind the pixels: what some scanners leave there breaks the parser.
 *
 * @throws DiffusionError DICOM_DAMAGED
 */
export function readDataset(file: ArrayBuffer): Dataset | undefined {
  if (!hasPreamble(file)) return undefined;
  try {
    const { transferSyntax, mediaStorage, dict } = parseFile(file);
    const dataset = new Dataset(file, transferSyntax, dict);
    return dataset.text('SOPClassUID') === DIRECTORY || mediaStorage === DIRECTORY ? undefined : dataset;
  } catch (cause) {
    throw new DiffusionError('DICOM_DAMAGED', { measured: `a file of ${file.byteLength} bytes`, cause });
  }
}
