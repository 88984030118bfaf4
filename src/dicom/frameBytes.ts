import { at } from '../core/at';
import { DiffusionError } from '../core/errors';
import { joined } from '../core/joined';
import type { PixelElement } from './pixelElement';

/** Fragments as one; of a single one no copy is made. */
const codestream = (parts: readonly Uint8Array[]): Uint8Array => (parts.length === 1 ? at(parts, 0, 'fragment') : joined(parts));

/** First bytes of a codestream: SOI of JPEG and JPEG-LS, SOC of JPEG 2000. */
const begins = ([a, b]: Uint8Array): boolean => a === 0xff && (b === 0xd8 || b === 0x4f);

/** Frames are asked for one by one, of one element: its fragments are put together once. */
const known = new WeakMap<PixelElement, { count: number; frames: readonly Uint8Array[] }>();

/**
 * The codestream of each frame: which fragments are which frame is told by the offset table, else they are one each, else by the codestreams'
 * first bytes (PS3.5 A.4).
 *
 * @throws DiffusionError DICOM_DAMAGED where they are not as many as the header says
 */
export function encapsulatedFrames(element: PixelElement, count: number): readonly Uint8Array[] {
  const before = known.get(element);
  if (before?.count === count) return before.frames;
  const frames = framesOf(element, count);
  known.set(element, { count, frames });
  return frames;
}

function framesOf({ fragments, offsets, starts }: PixelElement, count: number): Uint8Array[] {
  if (count === 1) return [codestream(fragments)];
  if (offsets.length === count) return byOffsets(fragments, offsets, starts);
  if (fragments.length === count) return [...fragments];
  const frames: Uint8Array[][] = [];
  for (const fragment of fragments) {
    if (begins(fragment) || frames.length === 0) frames.push([fragment]);
    else frames.at(-1)?.push(fragment);
  }
  if (frames.length !== count)
    throw new DiffusionError('DICOM_DAMAGED', { measured: `${frames.length} frames of pixels`, allowed: `${count}` });
  return frames.map(codestream);
}

/** From the fragment to which a frame's offset points up to the one of the next frame. */
function byOffsets(fragments: readonly Uint8Array[], offsets: readonly number[], starts: readonly number[]): Uint8Array[] {
  const places = new Map(starts.map((start, k) => [start, k]));
  return offsets.map((start, n) => {
    const [first, next] = [places.get(start), n + 1 < offsets.length ? places.get(offsets[n + 1] ?? NaN) : fragments.length];
    if (first === undefined || (next !== undefined && next <= first))
      throw new DiffusionError('DICOM_DAMAGED', { measured: `no pixels of frame ${n + 1}` });
    if (next === undefined) throw new DiffusionError('DICOM_DAMAGED', { measured: `no pixels of frame ${n + 2}` });
    return codestream(fragments.slice(first, next));
  });
}

/**
 * The bytes of one frame of native pixels, of all that the header announces.
 *
 * More bytes than announced are padding where they are zero; others say that the header's size is not the image's.
 *
 * @throws DiffusionError DICOM_DAMAGED
 */
export function nativeFrame(bytes: Uint8Array, length: number, count: number, frame: number): Uint8Array {
  const needed = length * count;
  if (bytes.length < needed)
    throw new DiffusionError('DICOM_DAMAGED', { measured: `${bytes.length} bytes of pixels`, allowed: `${needed}` });
  if (bytes.length > needed + 1 && bytes.subarray(needed).some((byte) => byte !== 0))
    throw new DiffusionError('DICOM_DAMAGED', { measured: `${bytes.length} bytes of pixels`, allowed: `${needed}, by rows and columns` });
  return bytes.subarray(frame * length, (frame + 1) * length);
}
