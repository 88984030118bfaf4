import { randomUUID } from 'node:crypto';

/** Multipart bodies of RFC 2046 section 5.1 and RFC 2387 (multipart/related), as PS3.18 section 8.6 uses them. */
export interface Part {
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

/** A body that does not keep to the format. */
export class MalformedMultipart extends Error {}

const lineBreak = Buffer.from('\r\n');
const headersEnd = Buffer.from('\r\n\r\n');

/** Value of a Content-Type parameter, quoted or not; undefined when absent. */
export function contentTypeParameter(contentType: string, name: string): string | undefined {
  const match = new RegExp(`;\\s*${name}=(?:"([^"]*)"|([^;\\s]*))`, 'i').exec(contentType);
  return match?.[1] ?? match?.[2];
}

/** Parts of a complete body. They share its memory. */
export function parseMultipart(body: Buffer, boundary: string): Part[] {
  // A delimiter begins with the line break before it; the first one may stand at the very start.
  const text = Buffer.concat([lineBreak, body]);
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  const parts: Part[] = [];
  let current = findDelimiter(text, delimiter, 0);
  if (!current) throw new MalformedMultipart('the boundary of the Content-Type header is not in the body');
  while (!current.last) {
    const next = findDelimiter(text, delimiter, current.end);
    if (!next) throw new MalformedMultipart('the body ends without its closing boundary');
    parts.push(parsePart(text.subarray(current.end, next.start)));
    current = next;
  }
  return parts;
}

/** `start`: of the line break before the dashes; `end`: behind the delimiter line, at the part's first header. */
function findDelimiter(text: Buffer, delimiter: Buffer, from: number): { start: number; end: number; last: boolean } | undefined {
  for (let start = text.indexOf(delimiter, from); start >= 0; start = text.indexOf(delimiter, start + 1)) {
    const behind = start + delimiter.length;
    if (text.toString('latin1', behind, behind + 2) === '--') return { start, end: behind + 2, last: true };
    const lineEnd = text.indexOf(lineBreak, behind);
    // Only blanks may follow; anything else is a longer word that begins like the boundary.
    if (lineEnd >= 0 && text.toString('latin1', behind, Math.min(lineEnd, behind + 80)).trim() === '') {
      // The line break stays with the part, so that a part without headers still ends its headers with two of them.
      return { start, end: lineEnd, last: false };
    }
  }
  return undefined;
}

function parsePart(bytes: Buffer): Part {
  const split = bytes.indexOf(headersEnd);
  if (split < 0) throw new MalformedMultipart('a part has no empty line between its headers and its content');
  const headers = new Map<string, string>();
  for (const line of bytes.toString('latin1', 0, split).split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  return { headers, body: bytes.subarray(split + headersEnd.length) };
}

/** Pieces for writing a body part by part: `opening`, the content, then the next one, at last `closing`. */
export function multipartWriter(type: string): {
  contentType: string;
  opening: (partType: string, length: number) => string;
  closing: string;
} {
  const boundary = randomUUID();
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
