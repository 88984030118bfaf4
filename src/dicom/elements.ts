import type { DcmjsDict, DcmjsElement } from 'dcmjs';
import { keywordOf, vrOf } from './dictionary';
import { type Change, fit } from './fit';

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

/** Is told what became of a value that could not be copied as it is. */
export type Note = (keyword: string, change: Change) => void;

/** Left open by the dictionary: the file says, or the sign of the pixels. */
const OPEN = new Set(['xs', 'ox', 'lt', 'up']);
const BYTES_VR = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'UN']);

const isEmptied = (own: DcmjsElement, before: DcmjsElement) => (own.Value ?? []).length < (before.Value ?? []).length;

/** undefined where a value cannot be written: whoever holds the item leaves it behind, for half of it would say something else. */
function writableItem(item: DcmjsDict, note: Note): DcmjsDict | undefined {
  const found: DcmjsDict = {};
  for (const [tag, element] of Object.entries(item)) {
    const keyword = keywordOf(tag);
    if (keyword === undefined) continue;
    const own = writable(keyword, element, note);
    if (!own || isEmptied(own, element)) return undefined;
    found[tag] = own;
  }
  return found;
}

/**
 * An element of a file as it may be written again, in the VR of the standard: values that break it are mended or left out, and said. Where
 * nothing is left it is empty, as some must be that are unknown; undefined for a sequence of which an item cannot be written.
 */
export function writable(keyword: string, element: DcmjsElement, note: Note = () => undefined): DcmjsElement | undefined {
  const known = vrOf(keyword) ?? element.vr;
  const vr = OPEN.has(known) ? element.vr : known;
  const values = element.Value ?? [];
  if (vr === 'SQ') {
    if (element.vr !== 'SQ') return undefined;
    const items = values.map((item) => writableItem(item as DcmjsDict, note));
    if (!items.includes(undefined)) return { vr, Value: items };
    note(keyword, 'left out');
    return undefined;
  }
  if (BYTES_VR.has(vr)) return BYTES_VR.has(element.vr) ? element : undefined;
  // Digit for digit, where the file has numbers as text.
  const said = Array.isArray(element._rawValue) ? (element._rawValue as unknown[]) : values;
  const fitted = said.map((value) => fit(vr, value, keyword));
  for (const { change } of fitted) if (change) note(keyword, change);
  if (fitted.every(({ change }) => change === undefined) && vr === element.vr) return element;
  const left = fitted.flatMap(({ value }) => (value === undefined ? [] : [value]));
  // Of three numbers, two are no place.
  const whole = left.length === fitted.length || !['DS', 'IS', 'FL', 'FD'].includes(vr);
  return { vr, Value: whole ? left : [] };
}
