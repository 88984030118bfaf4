import { DiffusionError } from '../core/errors';
import { type Codestream, readCodestream, unsignedStream } from './codestream';
import type { Dataset } from './dataset';
import { BIG_ENDIAN_SYNTAX, isNative } from './encoding';
import { encapsulatedFrames, nativeFrame } from './frameBytes';
import { frameCount } from './frameCount';
import { decodeJpegLossless } from './jpegLossless';
import { pixelElement, type PixelElement } from './pixelElement';
import type { PixelFormat } from './pixelFormat';
import { decodeRunLengths } from './runLengths';
import { fieldOf, samplesOf, type Stored } from './storedValues';

/**
 * Decodes one codestream to its samples, one component: a byte each up to 8 bits, else two, little-endian, all unsigned. Loaded only when needed.
 * What it throws, and what it warns of, means that the codestream is damaged.
 */
export type PixelDecoder = (codestream: Uint8Array) => Promise<Uint8Array> | Uint8Array;
/** By the kind of the codestream; HTJ2K is a JPEG 2000 with other code blocks. */
export type PixelDecoders = Readonly<Partial<Record<'JPEG' | 'JPEG-LS' | 'JPEG 2000' | 'HTJ2K', PixelDecoder>>>;

const ROOT = '1.2.840.10008.1.2';
const RLE = `${ROOT}.5`;

interface Compression {
  /** Of PS3.6, as a person will meet it. */
  name: string;
  kind: Codestream['kind'];
  decoder?: keyof PixelDecoders;
  /** Why it is not read. */
  refused?: string;
}
const compression = (name: string, kind: Codestream['kind'], more: Partial<Compression> = {}): Compression => ({ name, kind, ...more });
const COMPRESSIONS: Readonly<Record<string, Compression>> = {
  '4.50': compression('JPEG baseline, lossy', 'JPEG', { decoder: 'JPEG' }),
  '4.51': compression('JPEG extended, lossy', 'JPEG', { decoder: 'JPEG', refused: 'decoders give different values for it' }),
  '4.57': compression('JPEG lossless', 'JPEG lossless'),
  '4.70': compression('JPEG lossless, first-order prediction', 'JPEG lossless'),
  '4.80': compression('JPEG-LS lossless', 'JPEG-LS', { decoder: 'JPEG-LS' }),
  '4.81': compression('JPEG-LS near-lossless', 'JPEG-LS', { decoder: 'JPEG-LS' }),
  '4.90': compression('JPEG 2000 lossless', 'JPEG 2000', { decoder: 'JPEG 2000' }),
  '4.91': compression('JPEG 2000, lossy', 'JPEG 2000', { decoder: 'JPEG 2000' }),
  '4.201': compression('high-throughput JPEG 2000 lossless', 'JPEG 2000', { decoder: 'HTJ2K' }),
  '4.202': compression('high-throughput JPEG 2000 lossless', 'JPEG 2000', { decoder: 'HTJ2K' }),
  '4.203': compression('high-throughput JPEG 2000', 'JPEG 2000', { decoder: 'HTJ2K' }),
};

const compressionOf = (transferSyntax: string): Compression | undefined => COMPRESSIONS[transferSyntax.replace(`${ROOT}.`, '')];

/** In one frame: 16,384 × 16,384. A codestream of a few bytes may announce more than any memory holds. */
const MOST_PIXELS = 2 ** 28;

const unsupported = (measured: string, allowed: string) => new DiffusionError('DICOM_UNSUPPORTED', { measured, allowed });

/**
 * Compares a codestream with the header of its image.
 *
 * @throws DiffusionError DICOM_DAMAGED where it is cut, or of another kind or size; DICOM_UNSUPPORTED where decoders differ
 */
export function checkCodestream(bytes: Uint8Array, transferSyntax: string, { rows, columns, bitsAllocated }: PixelFormat): Codestream {
  const said = compressionOf(transferSyntax);
  const measured = `transfer syntax ${transferSyntax}${said ? ` (${said.name})` : ''}`;
  if (!said || said.refused) throw unsupported(said?.refused ? `${measured}: ${said.refused}` : measured, 'a usual or a lossless one');
  const found = readCodestream(bytes);
  if (found.kind !== said.kind) throw new DiffusionError('DICOM_DAMAGED', { measured: `${found.kind} pixels`, allowed: said.kind });
  if (found.components !== 1) throw new DiffusionError('COLOUR_IMAGE', { measured: `${found.components} values per pixel` });
  if (found.rows !== rows || found.columns !== columns)
    throw new DiffusionError('DICOM_DAMAGED', { measured: `${found.columns} × ${found.rows} pixels`, allowed: `${columns} × ${rows}` });
  if (rows * columns > MOST_PIXELS) throw unsupported(`${columns} × ${rows} pixels, compressed`, '16,384 × 16,384');
  if (found.precision > Math.min(16, bitsAllocated))
    throw new DiffusionError('DICOM_DAMAGED', { measured: `${found.precision} bits per pixel`, allowed: `${Math.min(16, bitsAllocated)}` });
  if (said.decoder === 'HTJ2K' && !found.reversible)
    throw unsupported(`${said.name}, compressed with loss: decoders give different values for it`, 'lossless');
  return found;
}

/** @throws DiffusionError DICOM_UNSUPPORTED where a shell has none */
function decoderOf(syntax: string, decoders: PixelDecoders): PixelDecoder {
  const { name, kind, decoder } = compressionOf(syntax) ?? {};
  const decode = kind === 'JPEG lossless' ? decodeJpegLossless : decoder && decoders[decoder];
  if (!decode) throw unsupported(`transfer syntax ${syntax}${name ? ` (${name})` : ''}`, 'uncompressed images');
  return decode;
}

/**
 * The stored numbers of one frame from its own bytes, as the transfer syntax packs them.
 *
 * @throws DiffusionError DICOM_DAMAGED, DICOM_UNSUPPORTED, COLOUR_IMAGE
 */
export async function storedFrame(
  bytes: Uint8Array,
  transferSyntax: string,
  format: PixelFormat,
  decoders: PixelDecoders,
): Promise<Stored> {
  const { rows, columns, bitsAllocated } = format;
  const size = (bitsAllocated / 8) as 1 | 2 | 4;
  if (isNative(transferSyntax)) return fieldOf(bytes, size, transferSyntax === BIG_ENDIAN_SYNTAX, format);
  if (transferSyntax === RLE) return fieldOf(decodeRunLengths(bytes, rows * columns, size), size, false, format);
  const decode = decoderOf(transferSyntax, decoders);
  const stream = checkCodestream(bytes, transferSyntax, format);
  let samples: Uint8Array;
  try {
    samples = await decode(unsignedStream(bytes, stream));
  } catch (cause) {
    throw new DiffusionError('DICOM_DAMAGED', { measured: `${stream.kind} pixels that cannot be decoded whole`, cause });
  }
  return samplesOf(samples, stream, format);
}

/** The frames of a file are asked for one by one. */
const found = new WeakMap<ArrayBuffer, PixelElement | undefined>();

/**
 * The stored numbers of one image, row-major; bits outside the stored field (old overlays) are cut off.
 *
 * @param frame of a file of several, from 0; that of the header where it is not said
 * @throws DiffusionError DICOM_DAMAGED where anything is missing, of this frame or of another; DICOM_UNSUPPORTED, COLOUR_IMAGE
 */
export async function storedPixels(
  dataset: Dataset,
  format: PixelFormat,
  decoders: PixelDecoders,
  frame = dataset.frameNumber && dataset.frameNumber - 1,
): Promise<Stored> {
  const { file, transferSyntax } = dataset;
  const count = frameCount(dataset);
  if (frame === undefined && count !== 1) throw unsupported(`${count} frames in one file`, 'one image per file');
  if (!found.has(file)) found.set(file, pixelElement(file));
  const element = found.get(file);
  if (!element) throw new DiffusionError('DICOM_DAMAGED', { measured: 'an image without pixels' });
  const native = isNative(transferSyntax);
  if (native !== (element.native !== undefined)) {
    const measured = `${native ? 'compressed' : 'uncompressed'} pixels in transfer syntax ${transferSyntax}`;
    throw new DiffusionError('DICOM_DAMAGED', { measured });
  }
  const length = (format.rows * format.columns * format.bitsAllocated) / 8;
  const bytes = element.native ? nativeFrame(element.native, length, count, frame ?? 0) : encapsulatedFrames(element, count)[frame ?? 0];
  if (!bytes) throw new DiffusionError('DICOM_DAMAGED', { measured: `no pixels of frame ${(frame ?? 0) + 1}`, allowed: `${count} frames` });
  return storedFrame(bytes, transferSyntax, format, decoders);
}
