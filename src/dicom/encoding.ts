/** How a data set is encoded (PS3.5 annex A). */
export interface Encoding {
  explicit: boolean;
  littleEndian: boolean;
}

export const IMPLICIT: Encoding = { explicit: false, littleEndian: true };
export const EXPLICIT: Encoding = { explicit: true, littleEndian: true };
const SWAPPED: Encoding = { explicit: true, littleEndian: false };

const ROOT = '1.2.840.10008.1.2';
export const [IMPLICIT_SYNTAX, EXPLICIT_SYNTAX, DEFLATED_SYNTAX, BIG_ENDIAN_SYNTAX] = [
  ROOT,
  `${ROOT}.1`,
  `${ROOT}.1.99`,
  `${ROOT}.2`,
] as const;

const NATIVE: ReadonlySet<string> = new Set([IMPLICIT_SYNTAX, EXPLICIT_SYNTAX, DEFLATED_SYNTAX, BIG_ENDIAN_SYNTAX]);
/** Whether pixels stand as plain numbers, not compressed. */
export const isNative = (transferSyntax: string): boolean => NATIVE.has(transferSyntax);

/** Of an object of any kind; those of directories and messages are lower. */
const FIRST_GROUP = 8;

/** What begins a data set, in bytes: enough to see how it is encoded. */
export const BEGINNING = 6;

/**
 * How a data set is written: as the file says, unless its first element shows otherwise. What an object is stands in group 8, with which it
 * begins: in the other order of bytes that is 0x800. A VR is two letters, which as a length would be more than 16,000 bytes.
 *
 * @param first bytes of the data set, unpacked
 * @returns the transfer syntax too, of native pixels as it really is: their bytes lie as those of the header do
 */
export function encodingOf(declared: string, first: Uint8Array): { encoding: Encoding; transferSyntax: string } {
  if (first.length < BEGINNING) return { encoding: EXPLICIT, transferSyntax: declared };
  const [low = 0, high = 0, , , ...letters] = first.subarray(0, BEGINNING);
  const [little, big] = [low + 256 * high, 256 * low + high];
  const swapped = declared === BIG_ENDIAN_SYNTAX ? little > FIRST_GROUP || big <= FIRST_GROUP : little > FIRST_GROUP && big <= FIRST_GROUP;
  const named = /^[A-Z]{2}$/.test(String.fromCharCode(...letters));
  const encoding = swapped ? SWAPPED : named ? EXPLICIT : IMPLICIT;
  if (!isNative(declared) || (declared === DEFLATED_SYNTAX && !swapped)) return { encoding, transferSyntax: declared };
  return { encoding, transferSyntax: swapped ? BIG_ENDIAN_SYNTAX : named ? EXPLICIT_SYNTAX : IMPLICIT_SYNTAX };
}
