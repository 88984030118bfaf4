import { joined } from '../core/joined';

/** Multipart bodies of RFC 2046 section 5.1 and RFC 2387 (multipart/related), as PS3.18 section 8.6 uses them. */
export interface Part<Bytes extends Uint8Array = Uint8Array> {
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  /** Shares the memory of the body. */
  readonly body: Bytes;
}

/** A body that does not keep to the format. */
export class MalformedMultipart extends Error {}

const [TAB, LINE_FEED, RETURN, SPACE, DASH] = [9, 10, 13, 32, 45] as const;
const bytesOf = (text: string) => new TextEncoder().encode(text);
const latin1 = new TextDecoder('latin1');

/** Value of a Content-Type parameter, quoted or not; undefined when absent. */
export function contentTypeParameter(contentType: string, name: string): string | undefined {
  const match = new RegExp(`;\\s*${name}=(?:"([^"]*)"|([^;\\s]*))`, 'i').exec(contentType);
  return match?.[1] ?? match?.[2];
}

/** Where `pattern` begins in `bytes`, at `from` or behind it; -1 where it does not. */
export function indexOfBytes(bytes: Uint8Array, pattern: Uint8Array, from: number): number {
  const [first = 0] = pattern;
  for (let at = bytes.indexOf(first, from); at >= 0; at = bytes.indexOf(first, at + 1)) {
    let n = 1;
    while (n < pattern.length && bytes[at + n] === pattern[n]) n++;
    if (n === pattern.length) return at;
  }
  return -1;
}

/** `start`: of the line break before the dashes; `end`: at the line break behind the delimiter, which stays with the part. */
export interface Delimiter {
  start: number;
  end: number;
  last: boolean;
}

export function findDelimiter(body: Uint8Array, dashes: Uint8Array, from: number): Delimiter | undefined {
  for (let at = indexOfBytes(body, dashes, from); at >= 0; at = indexOfBytes(body, dashes, at + 1)) {
    // A delimiter begins with the line break before it; the first one may stand at the very start.
    if (at > 0 && !(body[at - 2] === RETURN && body[at - 1] === LINE_FEED)) continue;
    let end = at + dashes.length;
    if (body[end] === DASH && body[end + 1] === DASH) return { start: at - 2, end: end + 2, last: true };
    // Only blanks may follow; anything else is a longer word that begins like the boundary.
    while (body[end] === SPACE || body[end] === TAB) end++;
    if (body[end] === RETURN && body[end + 1] === LINE_FEED) return { start: at - 2, end, last: false };
  }
  return undefined;
}

/** A view of the same kind: a Buffer stays one. */
const slice = <Bytes extends Uint8Array>(bytes: Bytes, from: number, to?: number) => bytes.subarray(from, to) as Bytes;

export const HEADERS_END = bytesOf('\r\n\r\n');

function partOf<Bytes extends Uint8Array>(bytes: Bytes): Part<Bytes> {
  // The line break of the delimiter is still there, so that a part without headers ends them with two line breaks as well.
  const split = indexOfBytes(bytes, HEADERS_END, 0);
  if (split < 0) throw new MalformedMultipart('a part has no empty line between its headers and its content');
  const headers = new Map<string, string>();
  for (const line of latin1.decode(bytes.subarray(0, split)).split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  return { headers, body: slice(bytes, split + HEADERS_END.length) };
}

/** Bytes before a delimiter that may belong to it: a line break, dashes, blanks. */
export const SLACK = 256;

/** How long a part says that it is. @param headers with the line break before and behind them */
export function toldLength(headers: Uint8Array): number | undefined {
  const told = /\r\ncontent-length:[ \t]*(\d{1,15})[ \t]*\r\n/i.exec(latin1.decode(headers))?.[1];
  return told === undefined ? undefined : Number(told);
}

/** The end of a part by the length that it says itself: content may hold what looks like a delimiter. */
function toldDelimiter(body: Uint8Array, dashes: Uint8Array, start: number): Delimiter | undefined {
  const split = indexOfBytes(body, HEADERS_END, start);
  const told = split < 0 ? undefined : toldLength(body.subarray(start, split + 2));
  if (told === undefined) return undefined;
  const end = split + HEADERS_END.length + told;
  // Looked for there and nowhere else: many parts that say a wrong length would else cost as many searches of the whole.
  const near = body.subarray(0, end + dashes.length + SLACK);
  const found = end < body.length ? findDelimiter(near, dashes, end) : undefined;
  return found?.start === end ? found : undefined;
}

/**
 * Parts of a complete body.
 *
 * @throws MalformedMultipart
 */
export function parseMultipart<Bytes extends Uint8Array>(body: Bytes, boundary: string): Part<Bytes>[] {
  const dashes = bytesOf(`--${boundary}`);
  const parts: Part<Bytes>[] = [];
  const first = findDelimiter(body, dashes, 0);
  if (!first) throw new MalformedMultipart('the boundary of the Content-Type header is not in the body');
  let current: Delimiter = first;
  while (!current.last) {
    const next: Delimiter | undefined = toldDelimiter(body, dashes, current.end) ?? findDelimiter(body, dashes, current.end);
    if (!next) throw new MalformedMultipart('the body ends without its closing boundary');
    parts.push(partOf(slice(body, current.end, next.start)));
    current = next;
  }
  return parts;
}

/** Bytes before the content of the first part. */
const LONGEST_START = 2 ** 17;

/**
 * The content of the first part of a body that comes in pieces, piece by piece: of a long one only as much is held as a delimiter may be long.
 *
 * @throws MalformedMultipart
 */
export async function* firstPart(body: AsyncIterable<Uint8Array>, boundary: string): AsyncGenerator<Uint8Array, void, undefined> {
  const dashes = bytesOf(`--${boundary}`);
  let held = new Uint8Array(0);
  let where: 'before' | 'inside' | 'behind' = 'before';
  for await (const piece of body) {
    // What comes behind is read all the same: a connection is given back when its answer has been taken.
    if (where === 'behind') continue;
    held = joined([held, piece]);
    if (where === 'before') {
      const opening = findDelimiter(held, dashes, 0);
      const split = opening && !opening.last ? indexOfBytes(held, HEADERS_END, opening.end) : -1;
      if (split < 0 && held.length > LONGEST_START) throw new MalformedMultipart('the body begins with no part');
      if (split < 0) continue;
      held = held.subarray(split + HEADERS_END.length);
      where = 'inside';
    }
    const closing = findDelimiter(held, dashes, 0);
    const whole = closing ? Math.max(0, closing.start) : Math.max(0, held.length - dashes.length - SLACK);
    if (whole > 0) yield held.subarray(0, whole);
    if (closing) where = 'behind';
    held = held.slice(whole);
  }
  if (where === 'behind') return;
  throw new MalformedMultipart('the body ends without its closing boundary');
}

/** Pieces for writing a body part by part: `opening`, the content, then the next one, at last `closing`. */
export function multipartWriter(type: string): {
  contentType: string;
  opening: (partType: string, length: number) => string;
  closing: string;
} {
  const boundary = crypto.getRandomValues(new Uint8Array(16)).reduce((text, byte) => text + byte.toString(16).padStart(2, '0'), '');
  let first = true;
  return {
    contentType: `multipart/related; type="${type}"; boundary=${boundary}`,
    opening: (partType, length) => {
      const start = first ? '' : '\r\n';
      first = false;
      return `${start}--${boundary}\r\nContent-Type: ${partType}\r\nContent-Length: ${length}\r\n\r\n`;
    },
    closing: `\r\n--${boundary}--\r\n`,
  };
}
