import dcmjs, { type DcmjsDict } from 'dcmjs';
import type { Steps } from '../core/steps';
export const EXPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2.1';

const { DicomMessage, WriteBufferStream } = dcmjs.data;

/** Delimiters of PS3.5 7.5, all of undefined length, as dcmjs writes them. */
const ITEM = Uint8Array.of(0xfe, 0xff, 0x00, 0xe0, 0xff, 0xff, 0xff, 0xff);
const ITEM_END = Uint8Array.of(0xfe, 0xff, 0x0d, 0xe0, 0, 0, 0, 0);
const SEQUENCE_END = Uint8Array.of(0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0);
/** VR of a sequence, two reserved bytes, undefined length. */
const SEQUENCE = Uint8Array.of(0x53, 0x51, 0, 0, 0xff, 0xff, 0xff, 0xff);
/** Items in one step: dcmjs takes about 0.1 ms for each. */
const STEP = 32;

/** Elements without sequences among them, by dcmjs. */
function plainElements(dict: DcmjsDict): Uint8Array<ArrayBuffer> {
  const stream = new WriteBufferStream(1024, true);
  DicomMessage.write(dict, stream, EXPLICIT_LITTLE_ENDIAN, { allowInvalidVRLength: false });
  return new Uint8Array(stream.getBuffer());
}

/** A tag as a file holds it. @param tag eight hexadecimal digits */
export function tagBytes(tag: string): Uint8Array<ArrayBuffer> {
  const [a = 0, b = 0, c = 0, d = 0] = [0, 2, 4, 6].map((at) => Number.parseInt(tag.slice(at, at + 2), 16));
  return Uint8Array.of(b, a, d, c);
}

/**
 * A dataset in Explicit VR Little Endian, byte for byte as dcmjs writes it. dcmjs writes at one go and copies a sequence once for each level that
 * it lies in: half a second for the frames of a thousand slices.
 *
 * @param pieces gets the bytes, in order
 */
export function* datasetSteps(dict: DcmjsDict, pieces: Uint8Array<ArrayBuffer>[], count = { items: 0 }): Steps<void> {
  let plain: DcmjsDict = {};
  const flush = () => {
    if (Object.keys(plain).length > 0) pieces.push(plainElements(plain));
    plain = {};
  };
  for (const tag of Object.keys(dict).sort()) {
    const element = dict[tag];
    if (!element) continue;
    if (element.vr !== 'SQ') {
      plain[tag] = element;
      continue;
    }
    flush();
    pieces.push(tagBytes(tag), SEQUENCE);
    for (const item of (element.Value ?? []) as DcmjsDict[]) {
      pieces.push(ITEM);
      yield* datasetSteps(item, pieces, count);
      pieces.push(ITEM_END);
      if (++count.items % STEP === 0) yield;
    }
    pieces.push(SEQUENCE_END);
  }
  flush();
}
