import { MalformedMultipart } from '../../src/archive/multipart';
import { LIMITS } from './limits';
import { RequestError } from './requestError';

/** Stands before the pieces of each part. */
export const PART = Symbol('part');

const [TAB, LINE_FEED, RETURN, SPACE, DASH] = [9, 10, 13, 32, 45] as const;
const HEADERS_END = '\r\n\r\n';

/**
 * The parts of a body that comes in pieces (RFC 2046 section 5.1), piece by piece: only as much is held as a delimiter, or the head of a part, is long.
 *
 * @throws MalformedMultipart
 * @throws RequestError 413 for more parts than LIMITS.parts
 */
export async function* storeParts(body: AsyncIterable<Buffer>, boundary: string): AsyncGenerator<typeof PART | Buffer, void, undefined> {
  const reader = new PartReader(Buffer.from(`\r\n--${boundary}`, 'latin1'));
  for await (const piece of body) yield* reader.push(piece);
  reader.end();
}

class PartReader {
  private state: 'before' | 'head' | 'content' | 'behind' = 'before';
  /** A delimiter at the very start has no line break before it: it is given one. */
  private held: Buffer = Buffer.from('\r\n');
  private passed = 0;
  private parts = 0;

  constructor(private readonly delimiter: Buffer) {}

  *push(piece: Buffer): Generator<typeof PART | Buffer> {
    if (this.ended) return;
    this.held = this.held.length > 0 ? Buffer.concat([this.held, piece]) : piece;
    for (let enough = true; enough;) {
      enough = this.state === 'head' ? yield* this.head() : yield* this.content();
      if (this.ended) return;
    }
  }

  /** What comes behind the last delimiter counts for nothing. */
  private get ended(): boolean {
    return this.state === 'behind';
  }

  end(): void {
    if (this.state === 'before') throw new MalformedMultipart('the boundary of the Content-Type header is not in the body');
    if (this.state !== 'behind') throw new MalformedMultipart('the body ends without its closing boundary');
    if (this.parts === 0) throw new MalformedMultipart('the body has no parts');
  }

  /** @returns false where more bytes are needed */
  private *head(): Generator<typeof PART, boolean> {
    const end = this.held.indexOf(HEADERS_END, 0, 'latin1');
    const next = this.held.indexOf(this.delimiter);
    if (next >= 0 && (end < 0 || next < end)) throw new MalformedMultipart('a part has no empty line between its headers and its content');
    if (end < 0 || end > LIMITS.partHeadBytes) {
      if (this.held.length > LIMITS.partHeadBytes)
        throw new MalformedMultipart(`a part with more than ${LIMITS.partHeadBytes} bytes of headers`);
      return false;
    }
    // The line break stays: the delimiter of an empty part may begin with it.
    this.held = this.held.subarray(end + HEADERS_END.length);
    this.state = 'content';
    yield PART;
    return true;
  }

  private *content(): Generator<Buffer, boolean> {
    const at = this.held.indexOf(this.delimiter);
    if (at < 0) {
      yield* this.pass(this.held.length - this.delimiter.length + 1);
      return false;
    }
    yield* this.pass(at);
    const end = this.endOfDelimiter();
    if (end === undefined) return false;
    if (end === 'last') this.state = 'behind';
    else if (end === 'none') yield* this.pass(this.delimiter.length);
    else {
      if (++this.parts > LIMITS.parts) throw new RequestError(413, `a store request holds ${LIMITS.parts} parts at most`);
      this.held = this.held.subarray(end);
      this.state = 'head';
    }
    return true;
  }

  /** Content goes on to whoever reads; what stands before the first part is forgotten. */
  private *pass(length: number): Generator<Buffer> {
    if (length <= 0) return;
    if (this.state === 'content') yield this.held.subarray(0, length);
    else if ((this.passed += length) > LIMITS.partHeadBytes) {
      throw new MalformedMultipart('the boundary of the Content-Type header is not at the beginning of the body');
    }
    this.held = this.held.subarray(length);
  }

  /** At the line break behind the delimiter that `held` begins with; only blanks may stand between, anything else makes it a longer word. */
  private endOfDelimiter(): number | 'last' | 'none' | undefined {
    const { held } = this;
    let end = this.delimiter.length;
    if (held[end] === DASH && held[end + 1] === DASH) return 'last';
    if (held[end] === DASH && end + 1 === held.length) return undefined;
    while (held[end] === SPACE || held[end] === TAB) end++;
    if (end > LIMITS.partHeadBytes) return 'none';
    if (end + 1 >= held.length) return held[end] === undefined || held[end] === RETURN ? undefined : 'none';
    return held[end] === RETURN && held[end + 1] === LINE_FEED ? end : 'none';
  }
}
