import { inflateRawSync } from 'node:zlib';
import { DiffusionError } from '../../src/core/errors';
import { finished } from '../../src/core/steps';
import { BEGINNING, DEFLATED_SYNTAX, encodingOf } from '../../src/dicom/encoding';
import { headerSteps } from '../../src/dicom/fileBody';
import { type RawDataset, rawDataset, type RawElement } from '../../src/dicom/rawElements';
import { Walk } from '../../src/dicom/walk';
import { ByteSource } from './byteSource';
import { dictionaryVr } from './dictionary';
import { LIMITS } from './limits';
import { systemCode } from './systemCode';

/** The file is not DICOM Part 10, or not an instance that DICOMweb can address. The message is one plain reason, without what the file says of a patient. */
export class UnreadableFile extends Error {}

/** The file is of another kind. */
export class NotDicom extends UnreadableFile {
  constructor() {
    super('not a DICOM Part 10 file');
  }
}

/** The elements of a file up to its pixels, by their places. */
export interface Header {
  readonly transferSyntaxUid: string;
  readonly dataset: RawDataset;
  /** The bytes in which the elements' places count: the file, or its data set inflated. */
  readonly source: ByteSource;
  /** Where the deflated data set begins in the file. */
  readonly deflatedFrom?: number;
}

export const PIXEL_TAGS = ['7FE00008', '7FE00009', '7FE00010'] as const;

/** Preamble and its word (PS3.10 section 7.1). */
export const LEAST_BYTES = 132;

const isSequence = (tag: string) => dictionaryVr(tag) === 'SQ';

/** The letters of a UID or a like short value; longer ones end there. */
export function shortText(source: ByteSource, element: RawElement | undefined): string {
  if (!element) return '';
  const bytes = source.slice(element.from, Math.min(element.to - element.from, 256));
  return bytes.toString('latin1').replace(/\0/g, '').trim();
}

/** PS3.5 section 9.1. Also what makes a UID safe in a file's name and in a header line. Leading zeros are forbidden there, but the world has them. */
export function isUid(text: string): boolean {
  return text.length <= 64 && /^\d+(\.\d+)*$/.test(text);
}

/**
 * Reads what a file holds before its pixels, by the reader that the engine itself uses. No length is believed beyond the file's end.
 *
 * @throws UnreadableFile
 */
export function headerOf(file: ByteSource): Header {
  return asUnreadable(() => {
    const walk = new Walk(file);
    const header = file.byteLength < LEAST_BYTES ? undefined : finished(headerSteps(walk));
    if (!header) throw new NotDicom();
    if (header.transferSyntax === '') throw new UnreadableFile('no Transfer Syntax UID');
    if (!isUid(header.transferSyntax)) throw new UnreadableFile('its Transfer Syntax UID is not a UID');
    const deflated = header.transferSyntax === DEFLATED_SYNTAX;
    const source = deflated ? inflated(file, walk.at) : file;
    const start = deflated ? 0 : walk.at;
    const { encoding, transferSyntax } = encodingOf(header.transferSyntax, source.slice(start, BEGINNING));
    const dataset = rawDataset({ bytes: source, start, encoding }, isSequence, PIXEL_TAGS, LIMITS.elements);
    return { transferSyntaxUid: transferSyntax, dataset, source, ...(deflated && { deflatedFrom: walk.at }) };
  });
}

function inflated(file: ByteSource, from: number): ByteSource {
  const [length, most] = [file.byteLength - from, LIMITS.inflatedFileBytes];
  const tooLong = `a deflated file of more than ${most} bytes`;
  // What cannot be compressed grows by less than a hundredth.
  if (length > most * 1.01) throw new UnreadableFile(tooLong);
  try {
    return ByteSource.of(inflateRawSync(file.slice(from, length), { maxOutputLength: most }));
  } catch (error) {
    throw new UnreadableFile(systemCode(error) === 'ERR_BUFFER_TOO_LARGE' ? tooLong : 'a deflated file that cannot be inflated to its end');
  }
}

function asUnreadable<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof DiffusionError)) throw error;
    const { measured, allowed } = error;
    throw new UnreadableFile(`damaged DICOM file: ${measured}${allowed === undefined ? '' : `, where there should be ${allowed}`}`);
  }
}
