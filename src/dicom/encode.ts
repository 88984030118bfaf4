import dcmjs, { type DcmjsDict } from 'dcmjs';
import { filled, joined } from '../core/joined';
import { finished, type Steps } from '../core/steps';
import { tagOf } from './dictionary';
import { elementsOf } from './naturalElements';
import { IMPLEMENTATION_CLASS_UID, PRODUCT } from './product';
import { datasetSteps, EXPLICIT_LITTLE_ENDIAN, tagBytes } from './writeDataset';

type Natural = Readonly<Record<string, unknown>>;

export type PixelArray = Int16Array | Uint16Array | Float32Array | Uint8Array;

/** The last element of an object: whole words (OW), bytes (OB) or floats (OF), in pieces that are made one by one, in file order. */
export interface PixelElement {
  keyword: 'PixelData' | 'FloatPixelData';
  vr: 'OW' | 'OB' | 'OF';
  /** Of all pieces together. An odd length is padded. */
  bytes: number;
  pieces: () => Iterable<PixelArray>;
}

/** A Part 10 file of which only the header is made. */
export interface EncodedFile {
  /** All before the pixels, or all of it where there are none. */
  header: Uint8Array<ArrayBuffer>;
  /** Of the whole file, in bytes. */
  length: number;
  /**
   * The file from its beginning to its end, the same bytes at every call; pixels are made when they are asked for, about a slice at a time. Pieces may
   * be views of the slices themselves.
   */
  pieces: () => Generator<Uint8Array<ArrayBuffer>, void, undefined>;
}

/** Head of the pixel element: tag, VR, two reserved bytes, length (PS3.5 7.1.2). */
const HEAD = 12;
/** Of this machine. */
const LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
const even = (bytes: number) => bytes + (bytes % 2);

function pixelHead({ keyword, vr, bytes }: PixelElement): Uint8Array<ArrayBuffer> {
  const head = new Uint8Array(HEAD);
  head.set(tagBytes(tagOf(keyword)));
  [...vr].forEach((letter, k) => (head[4 + k] = letter.charCodeAt(0)));
  new DataView(head.buffer).setUint32(8, even(bytes), true);
  return head;
}

/** The numbers of a piece as a file holds them; without a copy where that is how the machine holds them too. */
function fileBytes(piece: PixelArray): Uint8Array<ArrayBuffer> {
  // A piece may be a view into a larger array.
  const own = new Uint8Array(piece.buffer as ArrayBuffer, piece.byteOffset, piece.byteLength);
  return LITTLE_ENDIAN ? own : own.map((_, n) => own[n ^ (piece.BYTES_PER_ELEMENT - 1)] ?? 0);
}

function* pixelPieces(pixels: PixelElement): Generator<Uint8Array<ArrayBuffer>, void, undefined> {
  yield pixelHead(pixels);
  let place = 0;
  for (const piece of pixels.pieces()) {
    yield fileBytes(piece);
    place += piece.byteLength;
  }
  if (place !== pixels.bytes) throw new RangeError(`${place} bytes of pixels in place of ${pixels.bytes}`);
  if (place % 2 === 1) yield new Uint8Array(1);
}

/** A file that has no pixels, or is there as a whole. */
export const fileOf = (whole: Uint8Array<ArrayBuffer>, header = whole): EncodedFile => ({
  header,
  length: whole.byteLength,
  pieces: function* () {
    yield whole;
  },
});

/**
 * A dataset, or an item of a sequence: `taken` elements as they are, and `made` by keyword and in natural form, which win.
 *
 * @param vrs VRs that the dictionary leaves open (US or SS)
 */
export const elements = (taken: DcmjsDict, made: Natural, vrs: Readonly<Record<string, string>> = {}): DcmjsDict => ({
  ...taken,
  ...elementsOf(made, { vrs }),
});

/** What a file says of itself before its dataset begins (PS3.10 7.1). */
export interface FileMeta {
  sopClassUid: unknown;
  sopInstanceUid: unknown;
}

function* headerSteps({ sopClassUid, sopInstanceUid }: FileMeta, dict: DcmjsDict): Steps<Uint8Array<ArrayBuffer>> {
  const { DicomDict } = dcmjs.data;
  const meta = new DicomDict(
    elementsOf({
      FileMetaInformationVersion: new Uint8Array([0, 1]).buffer,
      MediaStorageSOPClassUID: sopClassUid,
      MediaStorageSOPInstanceUID: sopInstanceUid,
      TransferSyntaxUID: EXPLICIT_LITTLE_ENDIAN,
      ImplementationClassUID: IMPLEMENTATION_CLASS_UID,
      ImplementationVersionName: PRODUCT.model.toUpperCase(),
    }),
  );
  meta.dict = {};
  const pieces = [new Uint8Array(meta.write())];
  yield* datasetSteps(dict, pieces);
  return joined(pieces);
}

/** A Part 10 file in Explicit VR Little Endian; of an image, the part before its pixels. */
export const encodeHeader = (meta: FileMeta, dict: DcmjsDict): Uint8Array<ArrayBuffer> => finished(headerSteps(meta, dict));

/** Items of a sequence that are turned into elements in one step. */
const STEP = 32;

/** As `elements`, long sequences step by step. */
function* elementSteps(made: Natural, vrs: Readonly<Record<string, string>>): Steps<DcmjsDict> {
  const isLong = (value: unknown): value is unknown[] => Array.isArray(value) && value.length > STEP && typeof value[0] === 'object';
  const dict = elements({}, Object.fromEntries(Object.entries(made).filter(([, value]) => !isLong(value))), vrs);
  for (const [keyword, items] of Object.entries(made)) {
    if (!isLong(items)) continue;
    const value: unknown[] = [];
    for (let n = 0; n < items.length; n += STEP) {
      yield;
      value.push(...(elementsOf({ [keyword]: items.slice(n, n + STEP) })[tagOf(keyword)]?.Value ?? []));
    }
    dict[tagOf(keyword)] = { vr: 'SQ', Value: value };
  }
  return dict;
}

/**
 * A Part 10 file in Explicit VR Little Endian: `taken` elements as they are, `made` by keyword and in natural form, which win, and the pixels,
 * which stand last. Reports have none.
 *
 * @param vrs VRs that the dictionary leaves open (US or SS)
 */
export function* fileSteps(
  taken: DcmjsDict,
  made: Natural,
  pixels?: PixelElement,
  vrs: Readonly<Record<string, string>> = {},
): Steps<EncodedFile> {
  const dict = { ...taken, ...(yield* elementSteps(made, vrs)) };
  const header = yield* headerSteps({ sopClassUid: made.SOPClassUID, sopInstanceUid: made.SOPInstanceUID }, dict);
  if (!pixels) return fileOf(header);
  return {
    header,
    length: header.length + HEAD + even(pixels.bytes),
    pieces: function* () {
      yield header;
      yield* pixelPieces(pixels);
    },
  };
}

/** As one. */
export const wholeFile = (file: EncodedFile): Uint8Array<ArrayBuffer> => filled(file.pieces(), file.length);

/** As `fileSteps`, at one go. */
export const encodeFile = (...parts: Parameters<typeof fileSteps>): Uint8Array<ArrayBuffer> => wholeFile(finished(fileSteps(...parts)));
