import { type FrameSource, fromBytes, fromStored, fromWords, needsBytes, type SliceFormat } from './storedSlice';

/** The fields of a cornerstone image that matter here. */
export interface LoadedImage {
  /** `scaled` is true when the loader applied slope and intercept already; the image still names both. */
  preScale?: { scaled?: boolean; scalingParameters?: { rescaleSlope?: number; rescaleIntercept?: number; suvbw?: number } } | null;
  slope?: number;
  intercept?: number;
  /** As the archive answered; undefined for files of this computer. */
  transferSyntaxUID?: string;
  /** The file, of files of this computer. */
  data?: { string?(tag: string): string | undefined };
  voxelManager?: { getScalarData(): ArrayLike<number> };
  getPixelData(): ArrayLike<number>;
}

export interface SliceLoader {
  load(imageId: string, options: object): Promise<LoadedImage>;
  /** The cached image, or undefined. */
  cached(imageId: string): LoadedImage | undefined;
  /** As `load`, with the cached image out of the way meanwhile. */
  loadPastCache(imageId: string, options: object): Promise<LoadedImage>;
  /** Calls back for each part of any image that arrives; returns what ends that. */
  moving?: (beat: () => void) => () => void;
  /** What the header says of stored numbers; undefined for an image that is none of a file, such as a result. @throws DiffusionError */
  format?(imageId: string): SliceFormat | undefined;
  frames?: FrameSource;
}

/** Cornerstone otherwise picks an integer type per slice and cuts fractions off. */
const AS_FLOATS = { preScale: { enabled: true }, targetBuffer: { type: 'Float32Array' }, ignoreCache: true };
/** Words as the file has them: cornerstone does not cut off what lies beyond Bits Stored. */
const AS_STORED = { ...AS_FLOATS, preScale: { enabled: false } };

const pixelsOf = (image: LoadedImage) => image.voxelManager?.getScalarData() ?? image.getPixelData();

/** True when the loader rescaled into an integer array by factors that are not whole numbers, so that fractions were lost. */
function isRounded(image: LoadedImage): boolean {
  if (!image.preScale?.scaled || pixelsOf(image) instanceof Float32Array) return false;
  const { rescaleSlope = image.slope, rescaleIntercept = image.intercept, suvbw } = image.preScale.scalingParameters ?? {};
  return [rescaleSlope, rescaleIntercept, suvbw].some((factor) => factor !== undefined && !Number.isInteger(factor));
}

/** Modality units: rescaled by the loader, or here by this image's own slope and intercept (they differ per slice in PET); never twice. */
function toModality(image: LoadedImage): Float32Array<ArrayBuffer> {
  const stored = pixelsOf(image);
  const out = Float32Array.from(stored);
  const { slope = 1, intercept = 0 } = image;
  if (image.preScale?.scaled || (slope === 1 && intercept === 0)) return out;
  for (let i = 0; i < out.length; i++) out[i] = (stored[i] ?? 0) * slope + intercept;
  return out;
}

async function storedSlice(imageId: string, format: SliceFormat, loader: SliceLoader): Promise<Float32Array<ArrayBuffer>> {
  const { frames } = loader;
  if (frames?.withoutImage(imageId)) return fromBytes(imageId, format, frames);
  let image: LoadedImage;
  try {
    image = await loader.load(imageId, { ...AS_STORED });
  } catch (thrown) {
    // Some of what the viewer's loader fails on can be read all the same: signed JPEG lossless of 8 bits.
    if (frames?.inArchive(imageId)) return fromBytes(imageId, format, frames);
    throw thrown;
  }
  // Cornerstone 4 does not know `ignoreCache` and answers with the cached image; any may answer with one that a viewport has asked for meanwhile.
  // Those are rescaled, and their fractions may be lost.
  if (image === loader.cached(imageId) || image.preScale?.scaled) image = await loader.loadPastCache(imageId, { ...AS_STORED });
  const transferSyntax = image.transferSyntaxUID ?? image.data?.string?.('x00020010');
  if (frames && needsBytes(transferSyntax, format)) return fromBytes(imageId, format, frames);
  return image.preScale?.scaled ? toModality(image) : fromWords(pixelsOf(image), format);
}

/** One slice in modality units. @throws DiffusionError for pixels that are damaged, or stored in a way that is not read; whatever the loader throws */
export async function loadedSlice(imageId: string, loader: SliceLoader): Promise<Float32Array<ArrayBuffer>> {
  const file = await loader.frames?.fromFile?.(imageId);
  if (file) return fromStored(file);
  const format = loader.format?.(imageId);
  if (format) return storedSlice(imageId, format, loader);
  let image = await loader.load(imageId, { ...AS_FLOATS });
  // Cornerstone 4 (OHIF 3.11, 3.12) does not know `ignoreCache` and answers with the cached image, which may have lost its fractions.
  if (image === loader.cached(imageId) && isRounded(image)) image = await loader.loadPastCache(imageId, { ...AS_FLOATS });
  return toModality(image);
}
