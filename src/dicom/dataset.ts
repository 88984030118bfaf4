import dcmjs, { type DcmjsDict, type DcmjsElement } from 'dcmjs';
import { DiffusionError } from '../core/errors';
import { tagOf } from './dictionary';
import { writable } from './elements';
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
    /** Which frame of several the header is of, from 1. */
    readonly frameNumber?: number,
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
    const [first] = this.values(keyword);
    return typeof first === 'string' || typeof first === 'number' ? String(first).trim() : '';
  }

  /** Decimal and integer strings arrive as numbers, or as text where the file is careless. */
  numbers(keyword: string): number[] {
    return this.values(keyword).map((value) => (typeof value === 'number' ? value : Number.parseFloat(String(value))));
  }

  number(keyword: string): number | undefined {
    return this.numbers(keyword)[0];
  }

  copied(keywords: readonly string[]): DcmjsDict {
    const dict: DcmjsDict = {};
    for (const keyword of keywords) {
      const element = this.element(keyword);
      const own = element && writable(element);
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
 * @throws DiffusionError DICOM_DAMAGED, DICOM_UNSUPPORTED (a character set with code extensions, which would be written back as garbage)
 */
export function readDataset(file: ArrayBuffer): Dataset | undefined {
  if (!hasPreamble(file)) return undefined;
  try {
    const { meta, dict } = dcmjs.data.DicomMessage.readFile(file, { untilTag: PIXEL_DATA, includeUntilTagValue: true });
    const [transferSyntax] = meta['00020010']?.Value ?? [];
    const dataset = new Dataset(file, typeof transferSyntax === 'string' ? transferSyntax : '', dict);
    return dataset.text('SOPClassUID') === DIRECTORY || meta['00020002']?.Value?.[0] === DIRECTORY ? undefined : dataset;
  } catch (cause) {
    const sets = /multiple character sets is not supported: *(.*)$/.exec(cause instanceof Error ? cause.message : '')?.[1];
    if (sets !== undefined) throw new DiffusionError('DICOM_UNSUPPORTED', { measured: `character sets ${sets.replace(/^,/, '')}`, cause });
    throw new DiffusionError('DICOM_DAMAGED', { measured: `a file of ${file.byteLength} bytes`, cause });
  }
}
