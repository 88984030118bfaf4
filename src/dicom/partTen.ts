/** Part 10 files: what stands before the data set (PS3.10 section 7.1). */
const PREAMBLE = 128;
const PREFIX = 'DICM';
/** So much of a file tells whether it is DICOM. */
export const HEAD_BYTES = 140;

const EXPLICIT = '1.2.840.10008.1.2.1';
const IMPLICIT = '1.2.840.10008.1.2';
const BIG_ENDIAN = '1.2.840.10008.1.2.2';
/** VRs of the elements that a data set begins with (group 0008). */
const VRS = new Set(['UL', 'CS', 'UI', 'DA', 'TM', 'DT', 'SH', 'LO', 'US', 'UN', 'LT', 'ST', 'SQ', 'PN']);
/** Elements of group 0008 that come first in some data set, and how long such a value may be. */
const FIRST = { last: 0x60, bytes: 512 };

const text = (bytes: Uint8Array, from: number, count: number) => String.fromCharCode(...bytes.subarray(from, from + count));

/** Transfer syntax of a data set that begins here, by its first element; undefined where none begins. */
function syntaxAt(bytes: Uint8Array, at: number): string | undefined {
  if (bytes.length < at + 8) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, 8);
  const named = VRS.has(text(bytes, at + 4, 2));
  if (view.getUint16(0, false) === 8 && view.getUint16(2, false) <= FIRST.last) return named ? BIG_ENDIAN : undefined;
  if (view.getUint16(0, true) !== 8 || view.getUint16(2, true) > FIRST.last) return undefined;
  if (named) return EXPLICIT;
  return view.getUint32(4, true) <= FIRST.bytes && view.getUint32(4, true) % 2 === 0 ? IMPLICIT : undefined;
}

const hasPrefix = (bytes: Uint8Array) => bytes.length >= PREAMBLE + 4 && text(bytes, PREAMBLE, 4) === PREFIX;
/** File meta information without what stands before it. */
const hasMeta = (bytes: Uint8Array, at: number) =>
  bytes[at] === 2 && bytes[at + 1] === 0 && bytes[at + 2] === 0 && text(bytes, at + 4, 2) === 'UL';

/** Whether a file is DICOM, by its beginning: with or without preamble and file meta information. */
export const isDicom = (head: Uint8Array): boolean => hasPrefix(head) || hasMeta(head, 0) || syntaxAt(head, 0) !== undefined;

/** Preamble and the least that file meta information must say (PS3.10 table 7.1-1), explicit little-endian. */
function headOf(transferSyntax: string | undefined): Uint8Array {
  const value = transferSyntax === undefined ? '' : transferSyntax + (transferSyntax.length % 2 ? '\0' : '');
  const meta = transferSyntax === undefined ? 0 : 12 + 8 + value.length;
  const bytes = new Uint8Array(PREAMBLE + 4 + meta);
  const view = new DataView(bytes.buffer);
  const put = (at: number, letters: string) =>
    bytes.set(
      Uint8Array.from(letters, (letter) => letter.charCodeAt(0)),
      at,
    );
  put(PREAMBLE, PREFIX);
  if (transferSyntax === undefined) return bytes;
  const [length, syntax] = [PREAMBLE + 4, PREAMBLE + 16];
  put(length, '\x02\0\0\0UL\x04\0');
  view.setUint32(length + 8, 8 + value.length, true);
  put(syntax, '\x02\0\x10\0UI');
  view.setUint16(syntax + 6, value.length, true);
  put(syntax + 8, value);
  return bytes;
}

/**
 * A DICOM file as PS3.10 has it. Old archives and some exports write the data set alone, or leave out what stands before it: that is put before it.
 *
 * @returns undefined for a file of another kind; the file itself where nothing is missing
 */
export function partTenOf(file: ArrayBuffer): ArrayBuffer | undefined {
  const bytes = new Uint8Array(file);
  const from = hasPrefix(bytes) ? PREAMBLE + 4 : 0;
  const bare = hasMeta(bytes, from) ? undefined : syntaxAt(bytes, from);
  if (from > 0 && bare === undefined) return file;
  if (from === 0 && bare === undefined && !hasMeta(bytes, 0)) return undefined;
  const head = headOf(bare);
  const whole = new Uint8Array(head.length + bytes.length - from);
  whole.set(head);
  whole.set(bytes.subarray(from), head.length);
  return whole.buffer;
}
