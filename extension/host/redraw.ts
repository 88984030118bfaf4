import { type Host, host } from './host';
import type { ImageViewport } from './types';

/** What the declared types leave out. */
interface DrawnVolume {
  volumeId: string;
  imageIds?: string[];
  imageData?: { modified(): void };
  vtkOpenGLTexture?: { setUpdatedFrame(index: number): void };
}

type ImageData = Parameters<Host['cornerstone']['utilities']['updateVTKImageDataWithCornerstoneImage']>[0];

function everyViewport(): ImageViewport[] {
  const { viewportGridService, cornerstoneViewportService } = host().services;
  const ids = [...viewportGridService.getState().viewports.keys()];
  return ids.flatMap((id) => cornerstoneViewportService.getCornerstoneViewport(id) ?? []).filter((viewport) => viewport.getActors().length);
}

const isStack = ({ type }: ImageViewport) => type.toLowerCase() === 'stack';

/** A stack viewport draws from a copy of the pixels of the slice it shows. */
function updateStack(viewport: ImageViewport, changed: ReadonlySet<string>): boolean {
  const imageId = viewport.getCurrentImageId();
  const { cache, utilities } = host().cornerstone;
  const image = imageId !== undefined && changed.has(imageId) ? cache.getImage(imageId) : undefined;
  const drawn = viewport.getImageData?.()?.imageData;
  if (!image || !drawn) return false;
  utilities.updateVTKImageDataWithCornerstoneImage(drawn as ImageData, image);
  return true;
}

/** A volume's texture takes the slices that are marked from the image cache when it is drawn next. Returns the ids of volumes that change. */
function updateVolumes(changed: ReadonlySet<string>): Set<string> {
  const touched = new Set<string>();
  for (const { volumeId, imageIds, imageData, vtkOpenGLTexture } of host().cornerstone.cache.getVolumes() as unknown as DrawnVolume[]) {
    imageIds?.forEach((imageId, index) => {
      if (!changed.has(imageId)) return;
      vtkOpenGLTexture?.setUpdatedFrame(index);
      touched.add(volumeId);
    });
    if (touched.has(volumeId)) imageData?.modified();
  }
  return touched;
}

/** Draws images whose pixels were changed in place again, wherever they are shown: at the next frame, with camera and window as they are. */
export function redraw(changed: ReadonlySet<string>): void {
  const volumes = updateVolumes(changed);
  for (const viewport of everyViewport()) {
    const shows = isStack(viewport) ? updateStack(viewport, changed) : viewport.getAllVolumeIds?.().some((id) => volumes.has(id));
    if (shows) viewport.render();
  }
}

/** Waits until every viewport has drawn what it holds now; no longer than `patience` (ms): a page in the background draws nothing. */
export async function drawnOnce(patience: number): Promise<void> {
  const event = host().cornerstone.Enums.Events.IMAGE_RENDERED;
  const drawn = (viewport: ImageViewport) =>
    new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer);
        viewport.element.removeEventListener(event, done);
        resolve();
      };
      const timer = setTimeout(done, patience);
      viewport.element.addEventListener(event, done);
      viewport.render();
    });
  await Promise.all(everyViewport().map(drawn));
}

/** Of the images given those that are on screen; all of them where a plane across the slices is. */
export function imagesOnScreen(imageIds: readonly string[]): Set<string> {
  const own = new Set(imageIds);
  const seen = new Set<string>();
  for (const viewport of everyViewport()) {
    const current = viewport.getCurrentImageId();
    if (current !== undefined) {
      if (own.has(current)) seen.add(current);
    } else if (!isStack(viewport) && viewport.getImageIds().some((id) => own.has(id))) return own;
  }
  return seen;
}
