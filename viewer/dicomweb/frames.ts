import { withFile } from './byteSource';
import type { ByteRange } from './dicomJson';
import { firstOfFrames, fragmentsAt } from './fragments';
import { UnreadableFile } from './header';
import { LIMITS } from './limits';
import type { Instance, PixelDataElement } from './partTen';
import { hasLayout, layoutOf } from './pixelLayout';
import { RequestError } from './requestError';
import { bytesOf } from './storedBytes';
import { isVideo, pixelsIn } from './transferSyntaxes';

/** A frame as it is stored, by its place. */
export interface Frame {
  /** The pieces that make it, in order. */
  parts: readonly ByteRange[];
  /** Of the frame, in bytes. */
  length: number;
  /** Where it begins in the first byte, and its length, in bits. */
  bits?: { first: number; count: number };
}

/** The frames of an instance. None is looked for before it is asked for. */
interface FrameTable {
  count: number;
  /** From 0. */
  at(index: number): Frame;
}

/**
 * Places of frames in the order asked for. `numbers` count from 1 (PS3.18 section 10.4.1.1.6).
 *
 * @throws RequestError 404 for a frame that the instance does not have, 413 for too many
 */
export function findFrames(instance: Instance, numbers: readonly number[]): Frame[] {
  if (numbers.length > LIMITS.frames) {
    throw new RequestError(413, `${numbers.length} frames in one request: ask for ${LIMITS.frames} at most`);
  }
  const { pixelData } = instance;
  if (!pixelData) throw new RequestError(404, 'this instance has no pixel data');
  if (isVideo(instance.transferSyntaxUid)) {
    throw new RequestError(501, 'frames of a video are not offered; retrieve the instance instead');
  }
  try {
    const table = knownTable(instance, pixelData);
    return numbers.map((number) => {
      if (number > table.count) throw new RequestError(404, `there is no frame ${number}: the instance has ${table.count}`);
      const frame = table.at(number - 1);
      if (frame.parts.some(({ offset, length }) => offset + length > pixelData.end)) {
        throw new RequestError(404, `frame ${number} is cut off: the file ends inside its pixel data`);
      }
      return frame;
    });
  } catch (error) {
    if (error instanceof UnreadableFile) throw new RequestError(404, `no frames can be told apart here: ${error.message}`);
    throw error;
  }
}

/** The bytes of a frame, in pieces; frames of single bits begin with the first bit of a byte, wherever they lie. */
export async function* frameBytes(instance: Instance, { parts, bits }: Frame): AsyncGenerator<Buffer, void, undefined> {
  for (const part of parts) {
    if (bits) yield* fromBit(bytesOf(instance, part), bits);
    else yield* bytesOf(instance, part);
  }
}

/** Frames together, where they are few. @throws as `findFrames` */
export async function readFrames(instance: Instance, numbers: readonly number[]): Promise<Buffer[]> {
  const frames: Buffer[] = [];
  for (const frame of findFrames(instance, numbers)) {
    const pieces: Buffer[] = [];
    for await (const piece of frameBytes(instance, frame)) pieces.push(piece);
    frames.push(Buffer.concat(pieces));
  }
  return frames;
}

/**
 * Whether all that the header announces is there.
 *
 * @throws UnreadableFile with the reason why frames of this instance cannot be served
 */
export function checkFrames(instance: Instance): void {
  const { pixelData, transferSyntaxUid } = instance;
  if (!pixelData) return;
  const stored = pixelsIn(transferSyntaxUid);
  if (stored === 'native' && pixelData.encapsulated) throw new UnreadableFile('compressed pixels in a transfer syntax that has none');
  if (stored === 'encapsulated' && !pixelData.encapsulated) throw new UnreadableFile('compressed pixels that are not in items');
  const left = pixelData.end - pixelData.offset;
  if (!pixelData.encapsulated && pixelData.length > left) {
    throw new UnreadableFile(`pixel data of ${pixelData.length} bytes, of which the file has ${left}`);
  }
  if (hasLayout(instance) && !isVideo(transferSyntaxUid)) frameTable(instance, pixelData);
  else if (pixelData.encapsulated) withFile(instance.file, (source) => fragmentsAt(source, pixelData.offset));
}

/** Finding the fragments of a long instance takes many small reads: kept for the last ones that were looked at. */
const known = new Map<Instance, FrameTable>();
const KNOWN = 8;

function knownTable(instance: Instance, pixelData: PixelDataElement): FrameTable {
  const table = known.get(instance) ?? frameTable(instance, pixelData);
  known.set(instance, table);
  for (const oldest of known.keys()) if (known.size > KNOWN) known.delete(oldest);
  return table;
}

function frameTable(instance: Instance, pixelData: PixelDataElement): FrameTable {
  return pixelData.encapsulated ? encapsulatedFrames(instance, pixelData) : nativeFrames(instance, pixelData);
}

function nativeFrames(instance: Instance, { offset, length }: PixelDataElement): FrameTable {
  const { frames: count, frameBits, bits } = layoutOf(instance);
  const needed = Math.ceil((frameBits * count) / 8);
  if (needed > length) throw new UnreadableFile(`${length} bytes of pixel data, where the header's numbers make ${needed}`);
  if (bits !== 1 && count > 1 && frameBits % 8 !== 0)
    throw new UnreadableFile(`frames of ${frameBits} bits, which do not start on whole bytes`);
  const bytes = Math.ceil(frameBits / 8);
  const at = (index: number): Frame => {
    if (bits !== 1) return { parts: [{ offset: offset + index * bytes, length: bytes }], length: bytes };
    const [start, end] = [index * frameBits, (index + 1) * frameBits];
    const from = Math.floor(start / 8);
    const part = { offset: offset + from, length: Math.ceil(end / 8) - from };
    return { parts: [part], length: bytes, bits: { first: start % 8, count: frameBits } };
  };
  return { count, at };
}

function encapsulatedFrames(instance: Instance, { offset }: PixelDataElement): FrameTable {
  const { frames: count } = layoutOf(instance);
  return withFile(instance.file, (source): FrameTable => {
    const fragments = fragmentsAt(source, offset);
    const { offsets, lengths } = fragments;
    const first = firstOfFrames(source, fragments, count);
    const at = (index: number): Frame => {
      const [from, to] = [first[index] ?? 0, first[index + 1] ?? offsets.length];
      const parts = offsets.slice(from, to).map((start, n) => ({ offset: start, length: lengths[from + n] ?? 0 }));
      return { parts, length: parts.reduce((sum, part) => sum + part.length, 0) };
    };
    const empty = first.findIndex((_, index) => at(index).length === 0);
    if (empty >= 0) throw new UnreadableFile(`frame ${empty + 1} of the compressed pixels is empty`);
    return { count, at };
  });
}

/** The lowest bit of a byte comes first (PS3.5 section 8.1.1). */
async function* fromBit(pieces: AsyncIterable<Buffer>, { first, count }: NonNullable<Frame['bits']>): AsyncGenerator<Buffer> {
  let left = count;
  let low: number | undefined;
  const next = (high: number): number => {
    const byte = (((low ?? 0) >> first) | (high << (8 - first))) & 0xff;
    const used = left >= 8 ? byte : byte & ((1 << left) - 1);
    left = Math.max(0, left - 8);
    return used;
  };
  for await (const piece of pieces) {
    const shifted = Buffer.alloc(piece.length);
    let made = 0;
    for (const byte of piece) {
      if (low !== undefined && left > 0) shifted[made++] = next(byte);
      low = byte;
    }
    yield shifted.subarray(0, made);
  }
  if (left > 0) yield Buffer.of(next(0));
}
