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

/** How a site wants series to be called and numbered. */
export interface SeriesNaming {
  /** Added to the number of the source, beside the offset of the kind. */
  seriesOffset?: number | undefined;
  /** Comes first in every description. */
  prefix?: string | undefined;
  /** Series numbers of the study that are in use. */
  taken?: Iterable<unknown> | undefined;
}

/** Backslashes would split the text. */
const oneValue = (text: string) => text.replaceAll('\\', ' ').trim();

/**
 * `denoised · <source> (AI-DERIVED – research only)`, or what else it is: what differs within a study comes first, for lists that cut. A
 * prefix stands before it, and PARTIAL with the count where some slices were not made. Where the whole does not fit, the source's own text is
 * cut, then the prefix and the title; PARTIAL and the mark may never be lost.
 */
export function describe(
  title: string,
  source: string,
  { part, prefix = '' }: { part?: Part | undefined; prefix?: string | undefined } = {},
): string {
  const [before, after] = [part ? `PARTIAL ${part.finished}/${part.slices} ` : '', ` ${MARK}`];
  const site = oneValue(prefix);
  const room = LONGEST_BYTES - bytesOf(before + after);
  const what = `${before}${cutTo(title, room)}`;
  const own = site && cutTo(site, LONGEST_BYTES - bytesOf(` ${what}${after}`));
  const head = own ? `${own} ${what}` : what;
  const from = cutTo(oneValue(source), LONGEST_BYTES - bytesOf(`${head} · ${after}`));
  return from ? `${head} · ${from}${after}` : `${head}${after}`;
}

/** The description of a layer's series. */
export const seriesDescription = (source: string, kind: Kind, sample?: number, part?: Part, prefix?: string): string =>
  describe(layerTitle(kind, sample), source, { part, prefix });

/** Largest Integer String (PS3.5 6.2). */
const LARGEST = 2 ** 31 - 1;
/** Above all offsets together, and their samples. */
const ROOM = 1_000_000;

/**
 * The first number, from that of the source and the offset on, that is not taken; without that of the source where it leaves no room below the
 * largest that there is.
 */
export function freeNumber(source: number | undefined, offset: number, taken: Iterable<unknown> = []): number {
  const used = new Set([...taken].map(Number));
  const from = source ?? 0;
  let number = (from + offset + ROOM < LARGEST && from + offset >= -LARGEST ? from : 0) + offset;
  while (used.has(number)) number += 1;
  return number;
}

/** The first number, from that of the source and its kind on, that is not taken. */
export const freeSeriesNumber = (source: number | undefined, kind: Kind, { seriesOffset = 0, taken = [] }: SeriesNaming = {}): number =>
  freeNumber(source, seriesOffset + kindRow(kind).seriesOffset, taken);
