import { inflateRawSync } from 'node:zlib';
import { encodingOf } from '../../src/dicom/parse';
import { EXPLICIT, IMPLICIT, type RawDataset, type RawElement, RawReader } from '../../src/dicom/rawElements';
import { ByteSource } from './byteSource';
import { dictionaryVr } from './dictionary';
import { LIMITS } from './limits';
import { systemCode } from './systemCode';
import { BIG_ENDIAN, DEFLATED, IMPLICIT_LITTLE_ENDIAN } from './transferSyntaxes';

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

const PREAMBLE = 132;
const TRANSFER_SYNTAX = '00020010';
export const PIXEL_TAGS = ['7FE00008', '7FE00009', '7FE00010'] as const;

const isSequence = (tag: string) => dictionaryVr(tag) === 'SQ';

/** The letters of a UID or a like short value; longer ones end there. */
export function shortText(source: ByteSource, element: RawElement | undefined): string {
  if (!element) return '';
  return source
    .slice(element.from, Math.min(element.to - element.from, 256))
    .toString('latin1')
    .replace(/\0/g, '')
    .trim();
}

/** PS3.5 section 9.1. Also what makes a UID safe in a file's name and in a header line. Leading zeros are forbidden there, but the world has them. */
export function isUid(text: string): boolean {
  return text.length <= 64 && /^\d+(\.\d+)*$/.test(text);
}

/** The file's own header (PS3.10 section 7.1). @throws UnreadableFile */
export function metaOf(file: ByteSource): { meta: RawDataset; at: number } {
  if (file.slice(PREAMBLE - 4, 4).toString('latin1') !== 'DICM') throw new NotDicom();
  return asUnreadable(() => {
    const { dataset, at } = new RawReader(file, isSequence, [], LIMITS).meta(PREAMBLE);
    return { meta: dataset, at };
  });
}

/**
 * Reads what a file holds before its pixels, by the reader that the engine itself uses. No length is believed beyond the file's end.
 *
 * @throws UnreadableFile
 */
export function headerOf(file: ByteSource): Header {
  const { meta, at } = metaOf(file);
  const transferSyntaxUid = shortText(file, meta.elements.get(TRANSFER_SYNTAX));
  if (transferSyntaxUid === '') throw new UnreadableFile('no Transfer Syntax UID');
  if (!isUid(transferSyntaxUid)) throw new UnreadableFile('its Transfer Syntax UID is not a UID');
  const deflated = transferSyntaxUid === DEFLATED;
  const source = deflated ? inflated(file, at) : file;
  const start = deflated ? 0 : at;
  const declared =
    transferSyntaxUid === BIG_ENDIAN
      ? { explicit: true, littleEndian: false }
      : transferSyntaxUid === IMPLICIT_LITTLE_ENDIAN
        ? IMPLICIT
        : EXPLICIT;
  const encoding = encodingOf(source.slice(start, 8), 0, declared);
  const reader = new RawReader(source, isSequence, PIXEL_TAGS, LIMITS);
  const { dataset } = asUnreadable(() => reader.dataset(start, source.byteLength, encoding));
  return { transferSyntaxUid, dataset, source, ...(deflated && { deflatedFrom: at }) };
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
    if (error instanceof RangeError || error instanceof SyntaxError) throw new UnreadableFile(`damaged DICOM file: ${error.message}`);
    throw error;
  }
}
