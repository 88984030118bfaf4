import { contentTypeParameter, parseMultipart } from '../../src/archive/multipart';
import { nativeFrame } from '../../src/dicom/frameBytes';
import { pixelFormat } from '../../src/dicom/pixelFormat';
import type { PixelDecoder, PixelDecoders } from '../../src/dicom/pixels';
import { naturalValues } from '../../src/dicom/sourceHeader';
import { isFile } from './fileBytes';
import { EXPLICIT, frameSyntax } from './frameSyntax';
import { host } from './host';
import type { FrameSource, RawFrame, SliceFormat } from './storedSlice';
import { wholeFiles } from './wholeFile';

const ARCHIVE = 'wadors:';

/** What the header of a slice says of its stored numbers; undefined for images of other loaders, such as results. @throws DiffusionError */
export function sliceFormat(imageId: string): SliceFormat | undefined {
  if (!imageId.startsWith(ARCHIVE) && !isFile(imageId)) return undefined;
  const { metaData } = host().cornerstone;
  const instance = metaData.get('instance', imageId) as Record<string, unknown> | undefined;
  if (!instance || instance.FloatPixelData !== undefined) return undefined;
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
  const files = wholeFiles(DECODERS);
  const inArchive = (imageId: string) => imageId.startsWith(ARCHIVE);
  return {
    decoders: DECODERS,
    inArchive,
    withoutImage: (imageId) => asked && inArchive(imageId),
    frame: async (imageId) => {
      if (!inArchive(imageId)) return undefined;
      asked = true;
      return fromArchive(imageId);
    },
    fromFile: async (imageId) => (isFile(imageId) ? files(imageId, sliceFormat(imageId)) : undefined),
  };
}
