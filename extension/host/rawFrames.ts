import { contentTypeParameter, parseMultipart } from '../../src/archive/multipart';
import { DEFLATED_SYNTAX } from '../../src/dicom/encoding';
import { encapsulatedFrames, nativeFrame } from '../../src/dicom/frameBytes';
import { frameCount } from '../../src/dicom/frameCount';
import { pixelElement, type PixelElement } from '../../src/dicom/pixelElement';
import { pixelFormat } from '../../src/dicom/pixelFormat';
import type { PixelDecoder, PixelDecoders } from '../../src/dicom/pixels';
import { naturalValues } from '../../src/dicom/sourceHeader';
import { EXPLICIT, frameSyntax } from './frameSyntax';
import { frameInAddress } from './header';
import { host } from './host';
import type { FrameSource, RawFrame, SliceFormat } from './storedSlice';

const ARCHIVE = 'wadors:';
const FILE = /^(dicomfile|wadouri|dicomweb):/;

/** A file as cornerstone's loader of single files keeps it (dicom-parser). */
interface ParsedFile {
  byteArray?: Uint8Array;
  string?(tag: string): string | undefined;
}

/** What the header of a slice says of its stored numbers; undefined for images of other loaders, such as results. @throws DiffusionError */
export function sliceFormat(imageId: string): SliceFormat | undefined {
  if (!imageId.startsWith(ARCHIVE) && !FILE.test(imageId)) return undefined;
  const { metaData } = host().cornerstone;
  const instance = metaData.get('instance', imageId) as Record<string, unknown> | undefined;
  if (!instance || instance.FloatPixelData !== undefined || instance.BitsAllocated === undefined) return undefined;
  const { suvbw } = (instance.Modality === 'PT' && (metaData.get('scalingModule', imageId) as { suvbw?: number } | undefined)) || {};
  return { ...pixelFormat(naturalValues(instance)), suvbw };
}

/** Asked for as the viewer asks, with its sign-in, and as stored. */
async function fromArchive(imageId: string): Promise<RawFrame> {
  const headers = {
    Accept: 'multipart/related; type=application/octet-stream; transfer-syntax=*',
    ...host().services.userAuthenticationService?.getAuthorizationHeader(),
  };
  const response = await fetch(imageId.slice(ARCHIVE.length), { headers });
  if (!response.ok) throw new Error(`HTTP status ${response.status}`);
  const type = response.headers.get('content-type') ?? '';
  const body = new Uint8Array(await response.arrayBuffer());
  const boundary = contentTypeParameter(type, 'boundary');
  const [part] = boundary === undefined ? [] : parseMultipart(body, boundary);
  const bytes = part?.body ?? body;
  const found = frameSyntax([part?.headers.get('content-type') ?? '', type], bytes);
  if (!found) throw new Error('an answer that does not name its transfer syntax');
  const { transferSyntax, said } = found;
  // What nobody has said must fit to the byte.
  return {
    bytes: said || transferSyntax !== EXPLICIT ? bytes : nativeFrame(bytes, bytesOf(imageId) ?? bytes.length, 1, 0),
    transferSyntax,
  };
}

/** Bytes of an uncompressed frame. */
function bytesOf(imageId: string): number | undefined {
  const { rows, columns, bitsAllocated } = sliceFormat(imageId) ?? {};
  return rows && columns && bitsAllocated && (rows * columns * bitsAllocated) / 8;
}

/** The frames of a file are asked for one by one. */
const elements = new WeakMap<Uint8Array, PixelElement>();

function elementIn(byteArray: Uint8Array, transferSyntax: string, frames: number): PixelElement | undefined {
  // Of a deflated file the viewer keeps what was in it, under the header of the file.
  const unpacked = transferSyntax === DEFLATED_SYNTAX;
  const element = elements.get(byteArray) ?? pixelElement(byteArray.slice().buffer, 'PixelData', unpacked);
  // It is a copy of the file, and of one frame nobody asks again.
  if (element && frames > 1) elements.set(byteArray, element);
  return element;
}

function fromFile(imageId: string, file: ParsedFile, frames: number): RawFrame | undefined {
  const { byteArray } = file;
  const transferSyntax = file.string?.('x00020010');
  if (!byteArray || transferSyntax === undefined) return undefined;
  const element = elementIn(byteArray, transferSyntax, frames);
  if (!element) return undefined;
  const [frame, length] = [(frameInAddress(imageId) ?? 1) - 1, bytesOf(imageId)];
  const bytes = element.native ? length && nativeFrame(element.native, length, frames, frame) : encapsulatedFrames(element, frames)[frame];
  return bytes ? { bytes, transferSyntax } : undefined;
}

/** Decodes in the viewer's own workers, by its own codecs: the ones of the command line. */
const byViewer =
  (transferSyntax: string): PixelDecoder =>
  async (codestream) => {
    const imageFrame = {
      ...{ samplesPerPixel: 1, photometricInterpretation: 'MONOCHROME2', pixelRepresentation: 0, bitsAllocated: 16, bitsStored: 16 },
    };
    const task = { imageFrame, transferSyntax, pixelData: codestream.slice(), options: { preScale: { enabled: false } }, decodeConfig: {} };
    const done: { pixelData: ArrayLike<number> } = await host()
      .cornerstone.getWebWorkerManager()
      .executeTask('dicomImageLoader', 'decodeTask', task);
    return new Uint8Array(Uint16Array.from(done.pixelData).buffer);
  };

const DECODERS: PixelDecoders = {
  JPEG: byViewer('1.2.840.10008.1.2.4.50'),
  'JPEG-LS': byViewer('1.2.840.10008.1.2.4.80'),
  'JPEG 2000': byViewer('1.2.840.10008.1.2.4.90'),
  HTJ2K: byViewer('1.2.840.10008.1.2.4.201'),
};

/** The frames of one reading of a series. */
export function frameSource(): FrameSource {
  /** One frame of the archive was needed as bytes: the others are not loaded first. */
  let asked = false;
  const inArchive = (imageId: string) => imageId.startsWith(ARCHIVE);
  return {
    decoders: DECODERS,
    inArchive,
    withoutImage: (imageId) => asked && inArchive(imageId),
    frame: async (imageId, file?: ParsedFile) => {
      if (!inArchive(imageId)) {
        const instance = (host().cornerstone.metaData.get('instance', imageId) ?? {}) as Record<string, unknown>;
        return fromFile(imageId, file ?? {}, frameCount(naturalValues(instance)));
      }
      asked = true;
      return fromArchive(imageId);
    },
  };
}
