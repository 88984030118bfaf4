import dcmjs, { type DcmjsDict } from 'dcmjs';
import { tagOf } from './dictionary';
import { elementsOf } from './naturalElements';
import { IMPLEMENTATION_CLASS_UID, PRODUCT } from './product';

const EXPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2.1';

export type PixelArray = Int16Array | Uint16Array | Float32Array | Uint8Array;

/** The last element of an object: whole words (OW), bytes (OB) or floats (OF), in pieces that are made one by one, in file order. */
export interface PixelElement {
  keyword: 'PixelData' | 'FloatPixelData';
  vr: 'OW' | 'OB' | 'OF';
  /** Of all pieces together. An odd length is padded. */
  bytes: number;
  pieces: () => Iterable<PixelArray>;
}

/** Head of the pixel element: tag, VR, two reserved bytes, length (PS3.5 7.1.2). */
const HEAD = 12;
/** Of this machine. */
const LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
const even = (bytes: number) => bytes + (bytes % 2);

function writePixels(file: Uint8Array<ArrayBuffer>, at: number, { keyword, vr, bytes, pieces }: PixelElement): void {
  const view = new DataView(file.buffer, at);
  const tag = tagOf(keyword);
  view.setUint16(0, Number.parseInt(tag.slice(0, 4), 16), true);
  view.setUint16(2, Number.parseInt(tag.slice(4), 16), true);
  [...vr].forEach((letter, k) => view.setUint8(4 + k, letter.charCodeAt(0)));
  view.setUint32(8, even(bytes), true);
  let place = HEAD;
  for (const piece of pieces()) {
    // A piece may be a view into a larger array.
    const own = new Uint8Array(piece.buffer, piece.byteOffset, piece.byteLength);
    if (LITTLE_ENDIAN || vr === 'OB') file.set(own, at + place);
    else own.forEach((byte, n) => (file[at + place + (n ^ (piece.BYTES_PER_ELEMENT - 1))] = byte));
    place += piece.byteLength;
  }
  if (place !== HEAD + bytes) throw new RangeError(`${place - HEAD} bytes of pixels in place of ${bytes}`);
}

/**
 * A dataset, or an item of a sequence: `taken` elements as they are, and `made` by keyword and in natural form, which win.
 *
 * @param vrs VRs that the dictionary leaves open (US or SS)
 */
export const elements = (
  taken: DcmjsDict,
  made: Readonly<Record<string, unknown>>,
  vrs: Readonly<Record<string, string>> = {},
): DcmjsDict => ({ ...taken, ...elementsOf(made, { vrs }) });

/** What a file says of itself before its dataset begins (PS3.10 7.1). */
export interface FileMeta {
  sopClassUid: unknown;
  sopInstanceUid: unknown;
}

/** A Part 10 file in Explicit VR Little Endian; of an image, the part before its pixels. */
export function encodeHeader({ sopClassUid, sopInstanceUid }: FileMeta, dict: DcmjsDict): Uint8Array<ArrayBuffer> {
  const { DicomDict } = dcmjs.data;
  const header = new DicomDict(
    elementsOf({
      FileMetaInformationVersion: new Uint8Array([0, 1]).buffer,
      MediaStorageSOPClassUID: sopClassUid,
      MediaStorageSOPInstanceUID: sopInstanceUid,
      TransferSyntaxUID: EXPLICIT_LITTLE_ENDIAN,
      ImplementationClassUID: IMPLEMENTATION_CLASS_UID,
      ImplementationVersionName: PRODUCT.model.toUpperCase(),
    }),
  );
  header.dict = dict;
  return new Uint8Array(header.write());
}

/**
 * A Part 10 file in Explicit VR Little Endian: `taken` elements as they are, `made` by keyword and in natural form, which win, and the pixels,
 * which dcmjs would copy many times over. Reports have none.
 *
 * @param vrs VRs that the dictionary leaves open (US or SS)
 */
export function encodeFile(
  taken: DcmjsDict,
  made: Readonly<Record<string, unknown>>,
  pixels?: PixelElement,
  vrs: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const head = encodeHeader({ sopClassUid: made.SOPClassUID, sopInstanceUid: made.SOPInstanceUID }, elements(taken, made, vrs));
  const file = new Uint8Array(head.length + (pixels ? HEAD + even(pixels.bytes) : 0));
  file.set(head);
  if (pixels) writePixels(file, head.length, pixels);
  return file;
}
