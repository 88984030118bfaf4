import { MOST } from './limits';

/** A dataset in the DICOM JSON model (PS3.18 annex F), as it comes from an archive: nothing of it may be relied on. */
export type DicomJson = Readonly<Record<string, { readonly vr?: string; readonly Value?: readonly unknown[] } | undefined>>;

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

const [QUOTE, BACKSLASH] = [0x22, 0x5c] as const;
/** `[` and `{`, `]` and `}`. */
const [OPENING, CLOSING] = [new Set([0x5b, 0x7b]), new Set([0x5d, 0x7d])] as const;

/** Whether brackets stand within brackets deeper than any dataset: a few bytes each, and fifty times as much in memory. */
function isTooDeep(json: Uint8Array): boolean {
  let [depth, inText] = [0, false];
  for (let at = 0; at < json.length; at++) {
    const byte = json[at] ?? 0;
    if (byte === QUOTE) inText = !inText;
    else if (inText) at += byte === BACKSLASH ? 1 : 0;
    else if (OPENING.has(byte) && ++depth > MOST.depth) return true;
    else if (CLOSING.has(byte)) depth--;
  }
  return false;
}

/** The datasets of a body: an array of them, or one alone; undefined for anything else. */
export function datasetsOf(body: Uint8Array): DicomJson[] | undefined {
  if (isTooDeep(body)) return undefined;
  try {
    const parsed: unknown = JSON.parse(new TextDecoder().decode(body));
    const list = Array.isArray(parsed) ? parsed : [parsed];
    return list.every(isObject) ? (list as DicomJson[]) : undefined;
  } catch {
    return undefined;
  }
}

/** Values of an attribute by its tag, eight upper-case hexadecimal digits. */
export const valuesOf = (dataset: DicomJson, tag: string): readonly unknown[] => {
  const values: unknown = dataset[tag]?.Value;
  return Array.isArray(values) ? values : [];
};

/** Items of a sequence. */
export const itemsOf = (dataset: DicomJson, tag: string): DicomJson[] => valuesOf(dataset, tag).filter(isObject) as DicomJson[];

/** First value as text, of a name its alphabetic form; empty when absent. */
export function textOf(dataset: DicomJson, tag: string): string {
  const [first] = valuesOf(dataset, tag);
  const value = isObject(first) ? first['Alphabetic'] : first;
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}
