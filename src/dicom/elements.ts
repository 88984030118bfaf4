import type { DcmjsDict, DcmjsElement } from 'dcmjs';
import { keywordOf, vrOf } from './dictionary';
import { decimalString, DS_CHARACTERS } from './decimalString';

/** Latin-1 as browsers decode it, and Node's own reading of the same bytes. */
const WINDOWS_1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';
const BYTES = new Map([
  ...Array.from({ length: 256 }, (_, byte) => [String.fromCharCode(byte), byte] as const),
  ...Array.from(WINDOWS_1252, (letter, k) => [letter, 0x80 + k] as const),
]);
const UTF_8 = new TextDecoder('utf-8', { fatal: true });
const isAscii = (text: string) => /^[\x00-\x7f]*$/.test(text);

/** Text whose UTF-8 was taken for Latin-1, as dcmjs takes all text inside sequences (dcmjs #503); undefined where it is something else. */
export function repairedText(text: string): string | undefined {
  if (isAscii(text)) return text;
  const bytes = Array.from(text, (letter) => BYTES.get(letter) ?? -1);
  if (bytes.includes(-1)) return undefined;
  try {
    return UTF_8.decode(Uint8Array.from(bytes));
  } catch {
    return undefined;
  }
}

/** Numbers as text that fits a Decimal String; text that fits already stays digit for digit. */
export const asDecimalString = (value: unknown): unknown => {
  if (typeof value === 'number') return decimalString(value);
  return typeof value === 'string' && value.trim().length > DS_CHARACTERS ? decimalString(Number(value)) : value;
};

/** dcmjs cuts a longer Decimal String, exponent and all. */
function fittedDecimals(element: DcmjsElement): DcmjsElement {
  const raw: unknown[] = Array.isArray(element._rawValue) ? element._rawValue : [];
  const fits = raw.every((text) => typeof text !== 'string' || text.trim().length <= DS_CHARACTERS);
  return fits && raw.length > 0 ? element : { vr: 'DS', Value: (element.Value ?? []).map(asDecimalString) };
}

/** Text of a value, or of the groups of a person's name, each repaired; undefined where one cannot be. */
function repairedValue(value: unknown): unknown {
  if (typeof value === 'string') return repairedText(value);
  if (typeof value !== 'object' || value === null) return value;
  const groups = Object.entries(value).map(([group, text]) => [group, typeof text === 'string' ? repairedText(text) : text] as const);
  return groups.some(([, text]) => text === undefined) ? undefined : Object.fromEntries(groups);
}

/** undefined where a text cannot be repaired: whoever holds the item leaves it behind, for it would be written as garbage. */
function writableItem(item: DcmjsDict): DcmjsDict | undefined {
  const found: DcmjsDict = {};
  for (const [tag, element] of Object.entries(item)) {
    const keyword = keywordOf(tag);
    if (keyword === undefined) continue;
    if (element.vr === 'SQ' || element.vr === 'DS') {
      const own = writable(element);
      if (own) found[tag] = own;
      continue;
    }
    const values = element.Value ?? [];
    const texts = values.map((value) => (Object.prototype.toString.call(value) === '[object ArrayBuffer]' ? value : repairedValue(value)));
    if (texts.includes(undefined)) return undefined;
    // What an implicit file left unnamed has its VR from the standard.
    const known = vrOf(keyword);
    const same = texts.every((text, n) => JSON.stringify(text) === JSON.stringify(values[n]));
    found[tag] = same ? element : { vr: element.vr === 'UN' && known ? known : element.vr, Value: texts };
  }
  return found;
}

/**
 * An element of a file as it may be written again: inside sequences no private or unknown tags, and text as it was meant; undefined for a
 * sequence of which that cannot be made.
 */
export function writable(element: DcmjsElement): DcmjsElement | undefined {
  if (element.vr === 'DS') return fittedDecimals(element);
  if (element.vr !== 'SQ') return element;
  const items = (element.Value ?? []).map((item) => writableItem(item as DcmjsDict));
  return items.includes(undefined) ? undefined : { vr: 'SQ', Value: items };
}
