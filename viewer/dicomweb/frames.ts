import type { ByteRange } from './dicomJson';
import { readRange, type Instance, type PixelDataElement } from './partTen';
import { RequestError } from './requestError';

/**
 * Frames of an instance as stored, in the order asked for; frames of single bits begin with the first bit of a byte, wherever they lie. `numbers` count from 1 (PS3.18 section 10.4.1.1.6).
 *
 * @throws RequestError 404 for a frame that the instance does not have
 */
export async function readFrames(instance: Instance, numbers: readonly number[]): Promise<Buffer[]> {
  const ranges = await framesOf(instance);
  return Promise.all(
    numbers.map(async (number) => {
      const frame = ranges[number - 1];
      const parts = frame?.parts;
      if (!parts) throw new RequestError(404, `there is no frame ${number}: the instance has ${ranges.length}`);
      const bytes = await Promise.all(parts.map((part) => readRange(instance, part)));
      if (bytes.some((read, index) => read.length < (parts[index]?.length ?? 0))) {
        throw new RequestError(404, `frame ${number} is cut off: the file ends inside its pixel data`);
      }
      const read = Buffer.concat(bytes);
      return frame.bits ? fromBit(read, frame.bits) : read;
    }),
  );
}

interface Frame {
  /** The pieces that make it, in order. */
  parts: readonly ByteRange[];
  /** Where it begins in the first byte, and its length, in bits. */
  bits?: { first: number; count: number };
}

/** The lowest bit of a byte comes first (PS3.5 section 8.1.1). */
function fromBit(bytes: Buffer, { first, count }: NonNullable<Frame['bits']>): Buffer {
  const frame = Buffer.alloc(Math.ceil(count / 8));
  for (let at = 0; at < frame.length; at++) frame[at] = ((bytes[at] ?? 0) >> first) | ((bytes[at + 1] ?? 0) << (8 - first));
  const over = count % 8;
  if (over > 0) frame[frame.length - 1] = (frame.at(-1) ?? 0) & ((1 << over) - 1);
  return frame;
}

/** Finding the fragments of a long encapsulated instance takes many small reads: done once. */
const knownFrames = new WeakMap<Instance, Promise<Frame[]>>();

function framesOf(instance: Instance): Promise<Frame[]> {
  const known = knownFrames.get(instance);
  if (known) return known;
  const { pixelData } = instance;
  if (!pixelData) throw new RequestError(404, 'this instance has no pixel data');
  const frames = pixelData.encapsulated ? encapsulatedFrames(instance, pixelData) : Promise.resolve(nativeFrames(instance, pixelData));
  knownFrames.set(instance, frames);
  return frames;
}

function nativeFrames(instance: Instance, pixelData: PixelDataElement): Frame[] {
  const count = numberOf(instance, '00280008') || 1;
  const bits = numberOf(instance, '00280100');
  const samples = numberOf(instance, '00280010') * numberOf(instance, '00280011') * (numberOf(instance, '00280002') || 1);
  // Two chrominance values per two pixels: PS3.3 section C.7.6.3.1.2
  const subsampled = instance.metadata['00280004']?.Value?.[0] === 'YBR_FULL_422' ? 2 / 3 : 1;
  const frameBits = samples * bits * subsampled;
  if (bits === 1) {
    return Array.from({ length: count }, (_, index) => {
      const [start, end] = [index * frameBits, (index + 1) * frameBits];
      const offset = Math.floor(start / 8);
      const part = { offset: pixelData.offset + offset, length: Math.ceil(end / 8) - offset };
      return { parts: [part], bits: { first: start % 8, count: frameBits } };
    });
  }
  if (count > 1 && frameBits % 8 !== 0) {
    throw new RequestError(501, `frames of ${frameBits} bits do not start on whole bytes; retrieve the instance instead`);
  }
  const length = Math.min(Math.ceil(frameBits / 8), pixelData.length);
  return Array.from({ length: count }, (_, index) => ({ parts: [{ offset: pixelData.offset + index * length, length }] }));
}

/** Sorts the fragments of PS3.5 section A.4 to frames: by the offset table, else one each, else by the codestreams' first bytes. */
async function encapsulatedFrames(instance: Instance, pixelData: PixelDataElement): Promise<Frame[]> {
  const [offsetTable, ...fragments] = await readItems(instance, pixelData.offset);
  const first = fragments[0];
  if (!offsetTable || !first) return [];
  const count = numberOf(instance, '00280008') || 1;
  if (count === 1) return [{ parts: fragments }];
  if (offsetTable.length >= count * 4) {
    const table = await readRange(instance, offsetTable);
    // Entries count from the first byte of the first fragment's item tag, eight bytes before its value.
    const starts = Array.from({ length: count }, (_, index) => table.readUInt32LE(index * 4) + first.offset);
    return starts.map((start, index) => {
      const end = starts[index + 1] ?? Infinity;
      return { parts: fragments.filter((fragment) => fragment.offset >= start && fragment.offset < end) };
    });
  }
  if (fragments.length === count) return fragments.map((fragment) => ({ parts: [fragment] }));
  const frames: ByteRange[][] = [];
  for (const fragment of fragments) {
    const magic = (await readRange(instance, { offset: fragment.offset, length: 2 })).toString('hex');
    const startsFrame = magic === 'ffd8' || magic === 'ff4f'; // JPEG and JPEG-LS, JPEG 2000
    if (startsFrame || frames.length === 0) frames.push([fragment]);
    else frames.at(-1)?.push(fragment);
  }
  return frames.map((parts) => ({ parts }));
}

/** Values of the items (FFFE,E000) from `position` to the sequence delimiter: the offset table, then the fragments. */
async function readItems(instance: Instance, position: number): Promise<ByteRange[]> {
  const items: ByteRange[] = [];
  for (let next = position; ;) {
    const header = await readRange(instance, { offset: next, length: 8 });
    if (header.length < 8 || header.readUInt32LE(0) !== 0xe000fffe) return items;
    const length = header.readUInt32LE(4);
    items.push({ offset: next + 8, length });
    next += 8 + length;
  }
}

function numberOf(instance: Instance, tag: string): number {
  const value = instance.metadata[tag]?.Value?.[0];
  return typeof value === 'number' ? value : 0;
}
