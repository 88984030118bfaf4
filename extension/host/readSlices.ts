import { DiffusionError } from '../../src/core/errors';
import { host } from './host';
import { inTime } from './inTime';

/** The fields of a cornerstone image that matter here. */
export interface LoadedImage {
  /** `scaled` is true when the loader applied slope and intercept already; the image still names both. */
  preScale?: { scaled?: boolean; scalingParameters?: { rescaleSlope?: number; rescaleIntercept?: number; suvbw?: number } } | null;
  slope?: number;
  intercept?: number;
  voxelManager?: { getScalarData(): ArrayLike<number> };
  getPixelData(): ArrayLike<number>;
}

export interface SliceLoader {
  load(imageId: string, options: object): Promise<LoadedImage>;
  /** The cached image, or undefined. */
  cached(imageId: string): LoadedImage | undefined;
  /** As `load`, with the cached image out of the way meanwhile. */
  loadPastCache(imageId: string, options: object): Promise<LoadedImage>;
}

export interface ReadSlice {
  /** Index in the list of image ids given. */
  index: number;
  /** Row-major, in modality units. */
  pixels: Float32Array<ArrayBuffer>;
}

/** Slices asked for ahead of the one that is waited for: hides the archive's latency without flooding it. */
const AHEAD = 4;
/** Cornerstone otherwise picks an integer type per slice and cuts fractions off. */
const AS_FLOATS = { preScale: { enabled: true }, targetBuffer: { type: 'Float32Array' }, ignoreCache: true };

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

async function readSlice(imageId: string, loader: SliceLoader): Promise<Float32Array<ArrayBuffer>> {
  let image = await loader.load(imageId, { ...AS_FLOATS });
  // Cornerstone 4 (OHIF 3.11, 3.12) does not know `ignoreCache` and answers with the cached image, which may have lost its fractions.
  if (image === loader.cached(imageId) && isRounded(image)) image = await loader.loadPastCache(imageId, { ...AS_FLOATS });
  return toModality(image);
}

/**
 * The voxels of a series, slice by slice and in the order given. Never through the volume: its arrays are copies that hold zeros where
 * slices are still on their way.
 *
 * @throws DiffusionError SLICE_UNREADABLE; an AbortError when `signal` fires
 */
export async function* readSlices(
  imageIds: readonly string[],
  { length, signal, loader }: { length: number; signal: AbortSignal; loader: SliceLoader },
): AsyncGenerator<ReadSlice> {
  const pending: Promise<Float32Array<ArrayBuffer>>[] = [];
  for (let index = 0; index < imageIds.length; index++) {
    signal.throwIfAborted();
    while (pending.length < AHEAD && index + pending.length < imageIds.length) {
      const next = readSlice(imageIds[index + pending.length] ?? '', loader);
      next.catch(() => undefined); // one that fails ahead of its turn is reported in its turn
      pending.push(next);
    }
    const where = `slice ${index + 1} of ${imageIds.length}`;
    const pixels = await inTime(pending.shift() ?? Promise.reject(new Error('no slice')), signal, where);
    if (pixels.length !== length) {
      throw new DiffusionError('SLICE_UNREADABLE', { measured: `${pixels.length} pixels in ${where}`, allowed: `${length}` });
    }
    yield { index, pixels };
  }
}

/** The viewer's own image loader, so that its data source, its log-in and its decoders are used. */
export function hostSliceLoader(): SliceLoader {
  const { imageLoader, cache } = host().cornerstone;
  const load = (imageId: string, options: object) =>
    imageLoader.loadImage(imageId, { priority: 0, requestType: 'prefetch', ...options }) as Promise<LoadedImage>;
  return {
    load,
    cached: (imageId) => cache.getImage(imageId),
    loadPastCache: async (imageId, options) => {
      const kept = cache.getImageLoadObject(imageId);
      cache.removeImageLoadObject(imageId, { force: true });
      try {
        return await load(imageId, options);
      } finally {
        // The viewport that shows the slice relies on the cached image.
        if (kept && !cache.getImageLoadObject(imageId)) await cache.putImageLoadObject(imageId, kept);
      }
    },
  };
}

/** HU for CT; the unit that the loader scales to for PET; `arbitrary` for the rest. */
export function unitsOf(imageId: string | undefined, modality: string): string {
  if (modality === 'CT') return 'HU';
  if (modality !== 'PT' || !imageId) return 'arbitrary';
  const { metaData } = host().cornerstone;
  const scaling = metaData.get('scalingModule', imageId) as { suvbw?: number } | undefined;
  if (scaling?.suvbw) return 'SUVbw';
  return (metaData.get('instance', imageId) as { Units?: string } | undefined)?.Units ?? 'arbitrary';
}
