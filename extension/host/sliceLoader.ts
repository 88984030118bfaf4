import { host } from './host';
import type { LoadedImage, SliceLoader } from './readSlices';

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
