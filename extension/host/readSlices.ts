import { DiffusionError } from '../../src/core/errors';
import { host } from './host';
import { onImageProgress } from './imageProgress';
import { type LoadedImage, loadedSlice, type SliceLoader } from './loadedSlice';
import { frameSource, sliceFormat } from './rawFrames';
import { sliceInTime } from './sliceInTime';

export type { LoadedImage, SliceLoader };

export interface ReadSlice {
  /** Index in the list of image ids given. */
  index: number;
  /** Row-major, in modality units. */
  pixels: Float32Array<ArrayBuffer>;
}

/** Slices asked for ahead of the one that is waited for: hides the archive's latency without flooding it. */
const AHEAD = 4;

/**
 * The voxels of a series, slice by slice and in the order given. Never through the volume: its arrays are copies that hold zeros where
 * slices are still on their way.
 *
 * @throws DiffusionError SLICE_UNREADABLE, DICOM_DAMAGED, DICOM_UNSUPPORTED, COLOUR_IMAGE; an AbortError when `signal` fires
 */
export async function* readSlices(
  imageIds: readonly string[],
  { length, signal, loader }: { length: number; signal: AbortSignal; loader: SliceLoader },
): AsyncGenerator<ReadSlice> {
  const pending: Promise<Float32Array<ArrayBuffer>>[] = [];
  for (let index = 0; index < imageIds.length; index++) {
    signal.throwIfAborted();
    while (pending.length < AHEAD && index + pending.length < imageIds.length) {
      const next = loadedSlice(imageIds[index + pending.length] ?? '', loader);
      next.catch(() => undefined); // one that fails ahead of its turn is reported in its turn
      pending.push(next);
    }
    const where = `slice ${index + 1} of ${imageIds.length}`;
    const pixels = await sliceInTime(pending.shift() ?? Promise.reject(new Error('no slice')), signal, where, loader.moving);
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
    format: sliceFormat,
    frames: frameSource(),
    cached: (imageId) => cache.getImage(imageId),
    moving: onImageProgress,
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
