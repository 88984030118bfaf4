import { joined } from '../core/joined';
import { HEAD_BYTES, isDicom } from '../dicom/partTen';
import { MOST, tooLong } from './limits';
import { findDelimiter, HEADERS_END, indexOfBytes, MalformedMultipart, SLACK, toldLength } from './multipart';

/** One file of an answer, as it comes. What is no DICOM is not kept: of it there is no more than its beginning. */
class Incoming {
  private readonly pieces: Uint8Array[] = [];
  private held = 0;
  /** Undefined until so much of it is here that it can be told. */
  private isDicom: boolean | undefined;
  /** Bytes that came. */
  length = 0;

  push(piece: Uint8Array): void {
    this.length += piece.length;
    if (piece.length === 0 || this.isDicom === false) return;
    this.keep(piece);
    if (this.isDicom !== undefined || this.held < HEAD_BYTES) return;
    const head = this.bytes();
    this.isDicom = isDicom(head);
    if (this.isDicom) return;
    [this.pieces.length, this.held] = [0, 0];
    this.keep(head.subarray(0, HEAD_BYTES));
  }

  private keep(piece: Uint8Array): void {
    this.pieces.push(piece.slice());
    this.held += piece.length;
  }

  /** Whether all of it is here. */
  get whole(): boolean {
    return this.held === this.length;
  }

  bytes(): Uint8Array<ArrayBuffer> {
    return joined(this.pieces);
  }
}

/** A body that is one file. */
export async function oneFile(body: AsyncIterable<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const file = new Incoming();
  for await (const piece of body) file.push(piece);
  return file.bytes();
}

/** Takes the parts out of a multipart body that comes in pieces; each is held once, in memory of its own. */
class Splitter {
  readonly files: Uint8Array<ArrayBuffer>[] = [];
  private held: Uint8Array = new Uint8Array(0);
  private where: 'before' | 'headers' | 'inside' | 'behind' = 'before';
  private file = new Incoming();
  /** How long the part says that it is: its content may hold what looks like a delimiter. */
  private told: number | undefined;
  /** Until a part turns out to be of another length than it said. */
  private trusting = true;
  private behind = 0;
  private ended = false;

  constructor(private readonly dashes: Uint8Array) {}

  /** @returns whether more may come */
  push(piece: Uint8Array): boolean {
    this.held = this.held.length === 0 ? piece : joined([this.held, piece]);
    while (this.step());
    return this.behind <= MOST.between;
  }

  /** @throws MalformedMultipart */
  end(): void {
    this.ended = true;
    while (this.step());
    if (this.where !== 'behind') throw new MalformedMultipart('the body ends without its closing boundary');
  }

  /** Takes one step in what is held; false where more has to come first. */
  private step(): boolean {
    const { where, held } = this;
    if (where === 'before') return this.begin();
    if (where === 'headers') return this.readHeaders();
    if (where === 'inside') return this.told === undefined ? this.findEnd() : this.takeTold(this.told);
    this.behind += held.length;
    this.held = held.subarray(held.length);
    return false;
  }

  private begin(): boolean {
    const opening = findDelimiter(this.held, this.dashes, 0);
    return opening ? this.open(opening) : this.between();
  }

  private open({ end, last }: { end: number; last: boolean }): true {
    this.where = last ? 'behind' : 'headers';
    this.held = this.held.subarray(end);
    return true;
  }

  /** More is needed; between the parts there is not much that may come. */
  private between(): false {
    if (this.held.length > MOST.between) throw tooLong(`more than ${MOST.between} bytes around a part`, MOST.between, 'bytes');
    return false;
  }

  private readHeaders(): boolean {
    const split = indexOfBytes(this.held, HEADERS_END, 0);
    if (split < 0 || split > MOST.between) return this.between();
    const headers = this.held.subarray(0, split + 2);
    if (indexOfBytes(headers, this.dashes, 0) >= 0)
      throw new MalformedMultipart('a part has no empty line between its headers and its content');
    this.told = this.trusting ? toldLength(headers) : undefined;
    this.held = this.held.subarray(split + HEADERS_END.length);
    this.where = 'inside';
    return true;
  }

  private findEnd(): boolean {
    const { held, dashes } = this;
    const closing = findDelimiter(held, dashes, 0);
    const whole = closing ? Math.max(0, closing.start) : Math.max(0, held.length - dashes.length - SLACK);
    this.file.push(held.subarray(0, whole));
    if (closing) return this.close(closing);
    this.held = held.subarray(whole);
    return false;
  }

  private takeTold(told: number): boolean {
    const content = this.held.subarray(0, Math.max(0, told - this.file.length));
    this.file.push(content);
    this.held = this.held.subarray(content.length);
    const short = this.file.length < told || this.held.length < this.dashes.length + SLACK;
    if (short && !this.ended) return false;
    const closing = findDelimiter(this.held, this.dashes, 0);
    if (this.file.length === told && closing?.start === 0) return this.close(closing);
    if (!this.file.whole) throw new MalformedMultipart('a part of another length than it says');
    // Its end is looked for then, and no other part is believed.
    this.held = joined([this.file.bytes(), this.held]);
    this.file = new Incoming();
    [this.told, this.trusting] = [undefined, false];
    return true;
  }

  private close(closing: { end: number; last: boolean }): true {
    this.files.push(this.file.bytes());
    this.file = new Incoming();
    if (this.files.length > MOST.parts) throw tooLong(`more than ${MOST.parts} files`, MOST.parts, 'files');
    return this.open(closing);
  }
}

/**
 * The contents of a multipart body.
 *
 * @throws MalformedMultipart, DiffusionError ARCHIVE_ANSWER_LONG (more parts, or more between them, than an answer may have)
 */
export async function filesIn(body: AsyncIterable<Uint8Array>, boundary: string): Promise<Uint8Array<ArrayBuffer>[]> {
  const splitter = new Splitter(new TextEncoder().encode(`--${boundary}`));
  for await (const piece of body) if (!splitter.push(piece)) break;
  splitter.end();
  return splitter.files;
}
