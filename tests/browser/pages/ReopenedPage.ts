import type { Page } from '@playwright/test';
import { type Base64Page, floatsOf } from './pixelText';

interface Set {
  displaySetInstanceUID: string;
  SeriesInstanceUID: string;
  Modality: string;
  SeriesDescription?: string;
  SeriesNumber?: number | string;
  instances?: unknown[];
  instance?: unknown;
  diffusionResult?: { kind: string };
  load?(parts: object): Promise<unknown>;
}

interface Image {
  imageId: string;
  referencedImageId?: string;
  voxelManager: { getScalarData(): ArrayLike<number> };
}

interface Volume {
  imageIds: string[];
  load?(callback: (event: object) => void): void;
  voxelManager: { getCompleteScalarDataArray(): ArrayLike<number> };
}

interface Host {
  services: {
    displaySetService: { getActiveDisplaySets(): Set[] };
    segmentationService: { getSegmentation(id: string): { representationData: { Labelmap: { imageIds: string[] } } } | undefined };
  };
  cornerstone: {
    cache: {
      getImage(id: string): Image;
      getVolume(id: string): Volume | undefined;
      getImageLoadObject(id: string): object | undefined;
      removeImageLoadObject(id: string, options: object): void;
      putImageLoadObject(id: string, kept: object): Promise<void>;
    };
    imageLoader: { loadAndCacheImage(id: string): Promise<Image>; loadImage(id: string, options: object): Promise<Image> };
    volumeLoader: { createAndCacheVolume(id: string, options: object): Promise<Volume> };
    metaData: { get(type: string, id: string): { SOPInstanceUID: string; NumberOfFrames?: number; imagePositionPatient?: unknown } };
  };
  extensionManager: { getActiveDataSource(): { getImageIdsForDisplaySet(set: object): string[] }[] };
}

/** One series in the viewer's list. */
export interface ListedSet {
  seriesUid: string;
  modality: string;
  description: string;
  number: number;
  count: number;
}

/** The values of a slice, and the image of its series, or of its source, that holds it: `uid#frame`. */
export interface ShownSlice {
  name: string;
  values: number[];
}

/** Everything in a study's list, by the viewer's own readers: display sets, images, parametric maps and segmentations. */
export class ReopenedPage {
  constructor(private readonly page: Page) {}

  /** What the archive holds. */
  listed(): Promise<ListedSet[]> {
    return this.page.evaluate(() => {
      const { services } = window as unknown as Host;
      return services.displaySetService
        .getActiveDisplaySets()
        .filter(({ diffusionResult }) => !diffusionResult)
        .map(({ SeriesInstanceUID, Modality, SeriesDescription, SeriesNumber, instances, instance }) => ({
          seriesUid: SeriesInstanceUID,
          modality: Modality,
          description: SeriesDescription ?? '',
          number: Number(SeriesNumber),
          count: instances?.length ?? (instance ? 1 : 0),
        }));
    });
  }

  /** Images of a series, by cornerstone's loader. */
  images(seriesUid: string): Promise<ShownSlice[]> {
    return this.read(seriesUid, 'images');
  }

  /** A parametric map as the viewer lays it on its source: a volume of a hundredfold values, by the slices of the source. */
  async map(seriesUid: string): Promise<ShownSlice[]> {
    return (await this.read(seriesUid, 'map')).map(({ name, values }) => ({ name, values: values.map((value) => value / 100) }));
  }

  /** A segmentation as the viewer makes it: numbers of segments, by the slices of the source. */
  mask(seriesUid: string): Promise<ShownSlice[]> {
    return this.read(seriesUid, 'mask');
  }

  /** The part of a kind of a result that the workbench has opened, by the slices of its source. */
  live(kind: string): Promise<ShownSlice[]> {
    return this.read(kind, 'live');
  }

  private async read(what: string, how: 'images' | 'map' | 'mask' | 'live'): Promise<ShownSlice[]> {
    const texts = await this.page.evaluate(
      async ([wanted, way]) => {
        const { services, cornerstone, extensionManager, base64Of } = window as unknown as Host & Base64Page;
        const { cache, imageLoader, metaData, volumeLoader } = cornerstone;
        const sets = services.displaySetService.getActiveDisplaySets();
        const idsOf = (one: Set) => extensionManager.getActiveDataSource()[0]?.getImageIdsForDisplaySet(one) ?? [];
        const set = sets.find((one) =>
          way === 'live' ? one.diffusionResult?.kind === wanted : !one.diffusionResult && one.SeriesInstanceUID === wanted,
        );
        if (!set) throw new Error(`no display set ${wanted}`);
        const nameOf = (imageId: string) => {
          const { SOPInstanceUID, NumberOfFrames = 1 } = metaData.get('instance', imageId);
          const frame = Number(NumberOfFrames) > 1 ? (/(?:\/frames\/|[?&]frame=)(\d+)/.exec(imageId)?.[1] ?? '') : '';
          return `${SOPInstanceUID}#${frame}`;
        };
        const textOf = (values: ArrayLike<number>) => base64Of(Float32Array.from(values));
        // The source is what nothing of ours has made: the lowest series number.
        const source = sets.filter((one) => !one.diffusionResult).sort((a, b) => Number(a.SeriesNumber) - Number(b.SeriesNumber))[0];
        if (!source) throw new Error('no source');
        const sourceIds = idsOf(source);
        if (way === 'images' || way === 'live') {
          // Cornerstone picks an integer type otherwise where it fits, and cuts off the fractions of a scale that has them.
          const floats = { preScale: { enabled: true }, targetBuffer: { type: 'Float32Array' }, ignoreCache: true };
          // What a viewport has cached may have lost them: past it, and back for the viewport.
          const pastCache = async (id: string) => {
            const kept = cache.getImageLoadObject(id);
            if (kept) cache.removeImageLoadObject(id, { force: true });
            const image = await imageLoader.loadImage(id, { ...floats });
            if (kept && !cache.getImageLoadObject(id)) await cache.putImageLoadObject(id, kept);
            return image;
          };
          const images = await Promise.all(idsOf(set).map((id) => (way === 'images' ? pastCache(id) : imageLoader.loadAndCacheImage(id))));
          // A result of this visit lies where its source does.
          const placeOf = (id: string) => String(metaData.get('imagePlaneModule', id).imagePositionPatient);
          const sourceAt = new Map(sourceIds.map((id) => [placeOf(id), id]));
          return images.map(({ imageId, voxelManager }) => ({
            name: nameOf(way === 'live' ? (sourceAt.get(placeOf(imageId)) ?? '') : imageId),
            text: textOf(voxelManager.getScalarData()),
          }));
        }
        if (way === 'map') {
          const volumeId = `cornerstoneStreamingImageVolume:${source.displaySetInstanceUID}`;
          if (!cache.getVolume(volumeId)) {
            const volume = await volumeLoader.createAndCacheVolume(volumeId, { imageIds: sourceIds });
            volume.load?.(() => undefined);
          }
          const { voxelManager, imageIds } = (await set.load?.({ headers: {} })) as Volume;
          const all = voxelManager.getCompleteScalarDataArray();
          const sorted = cache.getVolume(volumeId)?.imageIds ?? imageIds;
          const size = all.length / sorted.length;
          return sorted.map((id, n) => ({ name: nameOf(id), text: textOf(Array.from(all).slice(n * size, (n + 1) * size)) }));
        }
        await set.load?.({ headers: {} });
        const labels = services.segmentationService.getSegmentation(set.displaySetInstanceUID)?.representationData.Labelmap.imageIds ?? [];
        return labels.map((id) => {
          const image = cache.getImage(id);
          return { name: nameOf(image.referencedImageId ?? ''), text: textOf(image.voxelManager.getScalarData()) };
        });
      },
      [what, how] as const,
    );
    return texts.map(({ name, text }) => ({ name, values: floatsOf(text) }));
  }
}
