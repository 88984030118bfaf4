/**
 * Text of a DICOM element as a string, by Specific Character Set (0008,0005), PS3.3 section C.12.1.1.2.
 *
 * ISO_IR 6 (absent or empty value) is read as Latin-1, since files that say nothing often hold an umlaut all the same.
 */
const encodings: Readonly<Record<string, string>> = {
  '100': 'iso-8859-1',
  '101': 'iso-8859-2',
  '109': 'iso-8859-3',
  '110': 'iso-8859-4',
  '144': 'iso-8859-5',
  '127': 'iso-8859-6',
  '126': 'iso-8859-7',
  '138': 'iso-8859-8',
  '148': 'iso-8859-9',
  '203': 'iso-8859-15',
  '13': 'shift_jis',
  '166': 'windows-874',
  '192': 'utf-8',
  '87': 'iso-2022-jp',
  '159': 'iso-2022-jp',
  '149': 'euc-kr',
  '58': 'gbk',
};

export type CharacterSet = { readonly encoding: string; readonly escapes: boolean };

export const defaultCharacterSet: CharacterSet = { encoding: 'iso-8859-1', escapes: false };

/** `terms`: the values of (0008,0005), backslash separated as in the file. */
export function characterSetOf(terms: string | undefined): CharacterSet {
  const names = (terms ?? '').split('\\').map((term) => term.trim());
  for (const name of [...names].reverse()) {
    // With code extensions the last term names the widest set; its decoder reads the plain first set as well.
    if (name === 'GB18030' || name === 'GBK') return { encoding: name.toLowerCase(), escapes: false };
    const encoding = encodings[/^ISO(?:_IR| 2022 IR) (\d+)$/.exec(name)?.[1] ?? ''];
    if (encoding) return { encoding, escapes: name.startsWith('ISO 2022') };
  }
  return defaultCharacterSet;
}

export function decodeText(bytes: Uint8Array, set: CharacterSet): string {
  const text = new TextDecoder(set.encoding).decode(bytes);
  // iso-2022-jp consumes its escape sequences; for the other sets they only announce what the decoder already knows.
  const plain = set.escapes ? text.replace(/\x1b[$()*+,\-./]{1,2}[\x40-\x7e]/g, '') : text;
  return plain.replace(/\0+$/, '');
}
