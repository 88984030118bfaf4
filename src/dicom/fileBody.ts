import { Inflate, inflateSync } from 'fflate';
import { DiffusionError } from '../core/errors';
import { withoutEnd } from '../core/withoutEnd';
import { finished, type Steps } from '../core/steps';
import { BEGINNING, DEFLATED_SYNTAX, type Encoding, encodingOf } from './encoding';
import { type Head, Walk } from './walk';

/** What a file says of its data set before it begins. */
interface FileHeader {
  transferSyntax: string;
  mediaStorage: string;
}

/** The data set of a file, and how it is really written. */
export interface FileBody extends FileHeader {
  /** The file, or what a deflated one holds. */
  bytes: Uint8Array;
  /** Where the data set begins in them. */
  start: number;
  encoding: Encoding;
}

const [TRANSFER_SYNTAX, MEDIA_STORAGE] = [0x00020010, 0x00020002];
/** What stands before a file, and the word behind it. */
const [PREAMBLE, PREFIX] = [128, 'DICM'];
/** Bytes of a UID: 64, and as many again for what careless writers pad it with. */
const LONGEST_UID = 128;

/** Bytes that are unpacked at a time. */
const STRIDE = 2 ** 14;

const latin1 = new TextDecoder('latin1');
/** Text of a value without what pads it. */
export const plainText = (value: Uint8Array): string => withoutEnd(latin1.decode(value), '\0 ');

/** Past the file's own header; undefined where the file does not begin as one of DICOM. @throws DiffusionError DICOM_DAMAGED */
export function* headerSteps(walk: Walk): Steps<FileHeader | undefined> {
  yield* walk.need(PREAMBLE + PREFIX.length);
  if (latin1.decode(walk.peek(PREAMBLE + PREFIX.length).subarray(PREAMBLE)) !== PREFIX) return undefined;
  walk.at += PREAMBLE + PREFIX.length;
  const said = new Map<number, string>();
  const text = (tag: number) => ({ whole: (value: Uint8Array) => void said.set(tag, plainText(value).trim()) });
  const told = ({ tag, from, to }: Head) => (tag === TRANSFER_SYNTAX || tag === MEDIA_STORAGE) && to - from <= LONGEST_UID;
  yield* walk.meta({ element: (head) => (told(head) ? text(head.tag) : 'pass') });
  return { transferSyntax: said.get(TRANSFER_SYNTAX) ?? '', mediaStorage: said.get(MEDIA_STORAGE) ?? '' };
}

/** Of a deflated file, unpacked; and what a byte of it may hold at most. */
const [MOST_UNPACKED, MOST_OF_A_BYTE] = [2 ** 29, 1032];

/** @throws DiffusionError DICOM_UNSUPPORTED where a file of a few bytes would fill the memory */
function checkUnpacked(bytes: Uint8Array): void {
  if (bytes.length * MOST_OF_A_BYTE <= MOST_UNPACKED) return;
  let length = 0;
  const counter = new Inflate((piece) => {
    length += piece.length;
    if (length > MOST_UNPACKED)
      throw new DiffusionError('DICOM_UNSUPPORTED', {
        measured: 'a deflated file that holds more than 512 MiB',
        allowed: 'uncompressed images',
      });
  });
  for (let at = 0; at < bytes.length; at += STRIDE) counter.push(bytes.subarray(at, at + STRIDE));
}

function inflated(bytes: Uint8Array): Uint8Array {
  try {
    checkUnpacked(bytes);
    return inflateSync(bytes);
  } catch (cause) {
    if (cause instanceof DiffusionError) throw cause;
    throw new DiffusionError('DICOM_DAMAGED', { measured: 'a deflated file that cannot be unpacked whole', cause });
  }
}

/**
 * Where the data set of a Part 10 file is, and how it is written: the one place that decides it.
 *
 * @throws DiffusionError DICOM_DAMAGED
 */
export function fileBody(file: ArrayBuffer): FileBody {
  const whole = new Uint8Array(file);
  const walk = new Walk(whole);
  const header = finished(headerSteps(walk));
  if (!header?.transferSyntax) throw new DiffusionError('DICOM_DAMAGED', { measured: 'a file without a transfer syntax' });
  const deflated = header.transferSyntax === DEFLATED_SYNTAX;
  const bytes = deflated ? inflated(whole.subarray(walk.at)) : whole;
  const start = deflated ? 0 : walk.at;
  return { ...header, bytes, start, ...encodingOf(header.transferSyntax, bytes.subarray(start, start + BEGINNING)) };
}
