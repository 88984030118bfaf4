import { type Kind, kindRow } from '../results/kinds';
import { layerTitle } from '../results/derivation';

/** Longest Long String. The standard counts characters (PS3.5 6.2), but databases that count bytes would cut the mark off. */
const LONGEST_BYTES = 64;
const MARK = '(AI-DERIVED – research only)';

export const bytesOf = (text: string): number => new TextEncoder().encode(text).length;

/** The text, or its beginning with `…`, in at most so many bytes of UTF-8; empty where not one letter fits. */
export function cutTo(text: string, bytes: number): string {
  if (bytesOf(text) <= bytes) return text;
  const letters = [...text];
  while (letters.length > 0) {
    letters.pop();
    const cut = `${letters.join('').trimEnd()}…`;
    if (letters.length > 0 && bytesOf(cut) <= bytes) return cut;
  }
  return '';
}

/** How much of a partial result was made. */
export interface Part {
  finished: number;
  slices: number;
}

/**
 * `<source> – denoised (AI-DERIVED – research only)`, or what else it is, with PARTIAL and the count where some slices were not made. Where
 * the whole does not fit, the source's own text is cut, then the title; PARTIAL and the mark may never be lost.
 */
export function seriesDescription(source: string, kind: Kind, sample?: number, part?: Part): string {
  const title = layerTitle(kind, sample);
  const [before, after] = [part ? `PARTIAL ${part.finished}/${part.slices} ` : '', ` ${MARK}`];
  const what = `${before}${cutTo(title, LONGEST_BYTES - bytesOf(before + after))}${after}`;
  const from = cutTo(source.replaceAll('\\', ' ').trim(), LONGEST_BYTES - bytesOf(` – ${what}`));
  return from ? `${from} – ${what}` : what;
}

/** The first number, from that of the source and its kind on, that is not taken. */
export function freeSeriesNumber(source: number | undefined, kind: Kind, taken: Iterable<unknown> = []): number {
  const used = new Set([...taken].map(Number));
  let number = (source ?? 0) + kindRow(kind).seriesOffset;
  while (used.has(number)) number += 1;
  return number;
}
