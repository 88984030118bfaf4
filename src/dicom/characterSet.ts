/**
 * Text of DICOM elements, by Specific Character Set (0008,0005): PS3.3 C.12.1.1.2, and PS3.5 6.1 for code extensions, by which a value changes
 * its set in between.
 */
export interface CharacterSet {
  /** Encoding of a value's beginning, for TextDecoder; undefined where no set of more than ASCII is declared. */
  initial: string | undefined;
  /** Escape sequences may follow (ISO 2022). */
  extensions: boolean;
}

/** Stands for what cannot be read: no text that holds one is ever written. */
export const UNREADABLE = '\ufffd';

/** By the number in `ISO_IR nnn` and `ISO 2022 IR nnn`. */
const ENCODINGS: Readonly<Record<string, string>> = {
  '13': 'shift_jis',
  '100': 'windows-1252',
  '101': 'iso-8859-2',
  '109': 'iso-8859-3',
  '110': 'iso-8859-4',
  '126': 'iso-8859-7',
  '127': 'iso-8859-6',
  '138': 'iso-8859-8',
  '144': 'iso-8859-5',
  '148': 'iso-8859-9',
  '149': 'euc-kr',
  '58': 'gbk',
  '166': 'windows-874',
  '192': 'utf-8',
  '203': 'iso-8859-15',
};
const LATIN_1 = 'windows-1252';
/** Sets whose second bytes may look like ASCII: they are never extended. */
const WHOLE: Readonly<Record<string, string>> = { GB18030: 'gb18030', GBK: 'gbk', ISO2022GBK: 'gbk' };

/** Sets of two bytes a character, of seven bits each. */
const KANJI = '$B';
const MORE_KANJI = '$(D';
/** What an escape sequence, without its ESC, makes of bytes below 0x80 (PS3.3 tables C.12-3 and C.12-4). */
const LOW = new Set(['(B', '(J', KANJI, MORE_KANJI]);
/** … and of those above. */
const HIGH: Readonly<Record<string, string>> = {
  ')I': 'shift_jis',
  '$)C': 'euc-kr',
  '$)A': 'gbk',
  '-A': LATIN_1,
  '-B': 'iso-8859-2',
  '-C': 'iso-8859-3',
  '-D': 'iso-8859-4',
  '-F': 'iso-8859-7',
  '-G': 'iso-8859-6',
  '-H': 'iso-8859-8',
  '-L': 'iso-8859-5',
  '-M': 'iso-8859-9',
  '-T': 'windows-874',
  '-b': 'iso-8859-15',
};
const SEQUENCES = [...LOW, ...Object.keys(HIGH)];
const ESC = 0x1b;

const decoders = new Map<string, TextDecoder>();

function decode(bytes: readonly number[] | Uint8Array, encoding: string): string {
  const decoder = decoders.get(encoding) ?? new TextDecoder(encoding);
  decoders.set(encoding, decoder);
  return decoder.decode(Uint8Array.from(bytes));
}

/** @param terms of (0008,0005), in the order of the file */
export function characterSetOf(terms: readonly string[]): CharacterSet {
  const [first = '', ...others] = terms.map((term) => term.trim().toUpperCase().replaceAll('_', ' '));
  const whole = WHOLE[first.replaceAll(' ', '')];
  if (whole) return { initial: whole, extensions: false };
  const number = /^ISO(?: 2022)? IR (\d+)$/.exec(first)?.[1] ?? '';
  return { initial: ENCODINGS[number], extensions: others.length > 0 || first.startsWith('ISO 2022') };
}

/** Text that is UTF-8 to its last byte; undefined for any other. */
function asUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Letters beyond ASCII that all sets of western and central Europe have in the same place: `ü` is one, `è` (in Latin-2 `č`) is not. */
const AGREED = 'ÁÂÄÇÉËÍÎÓÔÖÚÜÝßáâäçéëíîóôöúüý';
const AGREED_WORD = new RegExp(`^(?=.*[A-Za-z])(?!.*[${AGREED}]{3})[\\x00-\\x7f${AGREED}]*$`);

/** Text of which nothing declares the set, where it means the same in all that it could be. */
function asAgreed(bytes: Uint8Array): string | undefined {
  const text = decode(bytes, LATIN_1);
  const words = text.split(/[\\^=,\s]+/).filter((word) => /[^\x00-\x7f]/.test(word));
  return words.every((word) => AGREED_WORD.test(word)) ? text : undefined;
}

/**
 * The text of a value, or of several with `\` between them. What cannot be read becomes U+FFFD. UTF-8 is recognised where nothing, or Latin-1,
 * is declared: of text in Latin-1, hardly any is UTF-8 too. Files that declare nothing often hold an umlaut all the same.
 *
 * @param name a person's name: `^` and `=` end what an escape sequence began (PS3.5 6.1.2.5.3)
 */
export function decodeText(bytes: Uint8Array, { initial, extensions }: CharacterSet, name = false): string {
  if (bytes.every((byte) => byte < 0x80 && byte !== ESC)) return decode(bytes, 'utf-8');
  if (extensions && bytes.includes(ESC)) return decodeExtended(bytes, initial, name);
  const guessed = initial === undefined || initial === LATIN_1 ? asUtf8(bytes) : undefined;
  return guessed ?? (initial === undefined ? asAgreed(bytes) : undefined) ?? decode(bytes, initial ?? 'utf-8');
}

function decodeExtended(bytes: Uint8Array, initial: string | undefined, name: boolean): string {
  const ends = new Set([...'\\\r\n\f\t', ...(name ? '^=' : '')].map((letter) => letter.charCodeAt(0)));
  let [text, low, high, at] = ['', '(B', initial, 0];
  while (at < bytes.length) {
    const byte = bytes[at] ?? 0;
    if (byte === ESC) {
      const ahead = String.fromCharCode(...bytes.subarray(at + 1, at + 4));
      const sequence = SEQUENCES.find((one) => ahead.startsWith(one));
      if (sequence === undefined) text += UNREADABLE;
      else if (LOW.has(sequence)) low = sequence;
      else high = HIGH[sequence];
      at += 1 + (sequence?.length ?? 0);
    } else if (byte >= 0x80) {
      let end = at + 1;
      while (end < bytes.length && bytes[end]! >= 0x80) end++;
      const run = bytes.subarray(at, end);
      text += high === undefined ? UNREADABLE : decode(run, high);
      at += run.length;
    } else if ((low === KANJI || low === MORE_KANJI) && byte > 0x20) {
      // Both sets lie in EUC-JP, with the eighth bit set.
      const pair = [byte, bytes[at + 1] ?? 0].map((one) => one | 0x80);
      text += decode(low === KANJI ? pair : [0x8f, ...pair], 'euc-jp');
      at += 2;
    } else {
      text += String.fromCharCode(byte);
      // Back to what the value began with; where that has no letters beyond ASCII, a careless file means the last set.
      if (ends.has(byte)) [low, high] = ['(B', initial ?? high];
      at += 1;
    }
  }
  return text;
}
