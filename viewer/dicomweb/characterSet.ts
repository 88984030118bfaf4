/**
 * Text of DICOM elements, by Specific Character Set (0008,0005): PS3.3 section C.12.1.1.2, and PS3.5 section 6.1 for the code
 * extensions, by which one value changes its set in between.
 */
export interface CharacterSet {
  /** Name for TextDecoder, at the start of a value. */
  readonly initial: string;
  /** Escape sequences may follow. */
  readonly extensions: boolean;
}

/** ISO_IR 6, read as Latin-1: files that declare nothing often hold an umlaut all the same. */
export const defaultCharacterSet: CharacterSet = { initial: 'iso-8859-1', extensions: false };

/** By the number in `ISO_IR nnn` and `ISO 2022 IR nnn`. */
const encodings: Readonly<Record<string, string>> = {
  '13': 'shift_jis',
  '100': 'iso-8859-1',
  '101': 'iso-8859-2',
  '109': 'iso-8859-3',
  '110': 'iso-8859-4',
  '126': 'iso-8859-7',
  '127': 'iso-8859-6',
  '138': 'iso-8859-8',
  '144': 'iso-8859-5',
  '148': 'iso-8859-9',
  '149': 'euc-kr',
  '166': 'windows-874',
  '192': 'utf-8',
  '203': 'iso-8859-15',
};

/** By escape sequence, without the ESC: PS3.3 tables C.12-3 and C.12-4. JIS X 0212 has no decoder and is left out. */
const escapes: Readonly<Record<string, string>> = {
  '(B': 'iso-8859-1',
  '(J': 'shift_jis',
  ')I': 'shift_jis',
  $B: 'iso-2022-jp',
  '$)C': 'euc-kr',
  '$)A': 'gbk',
  '-A': 'iso-8859-1',
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

/** `terms`: the value of (0008,0005) as in the file, backslash separated. */
export function characterSetOf(terms: string | undefined): CharacterSet {
  const [first = '', ...others] = (terms ?? '').split('\\').map((term) => term.trim());
  if (first === 'GB18030' || first === 'GBK') return { initial: first.toLowerCase(), extensions: false };
  const number = /^ISO(?:_IR| 2022 IR) (\d+)$/.exec(first)?.[1] ?? '';
  return { initial: encodings[number] ?? defaultCharacterSet.initial, extensions: others.length > 0 || first.startsWith('ISO 2022') };
}

export function decodeText(bytes: Uint8Array, set: CharacterSet): string {
  const text = set.extensions ? decodeExtended(bytes, set.initial) : new TextDecoder(set.initial).decode(bytes);
  return text.replace(/\0+$/, '');
}

function decodeExtended(bytes: Uint8Array, initial: string): string {
  const [start = '', ...extended] = Buffer.from(bytes).toString('latin1').split('\x1b');
  const decode = (latin1: string, encoding: string) => new TextDecoder(encoding).decode(Buffer.from(latin1, 'latin1'));
  const pieces = extended.map((piece) => {
    const escape = Object.keys(escapes).find((sequence) => piece.startsWith(sequence));
    const encoding = escape ? escapes[escape] : undefined;
    if (!escape || !encoding) return piece;
    // This decoder needs the escape sequence itself to read two bytes per character.
    if (encoding === 'iso-2022-jp') return decode(`\x1b${piece}`, encoding);
    return decode(piece.slice(escape.length), encoding);
  });
  return decode(start, initial) + pieces.join('');
}
