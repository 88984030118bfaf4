import type { Types } from '@cornerstonejs/core';
import { SCHEME } from './ids';
import { host } from './host';
import type { Instance } from './types';

/** One slice of a result. Kept here and not in cornerstone's cache, which may drop an image at any time and could not load it again. */
export interface ResultImage {
  pixels: Float32Array;
  /** Naturalized DICOM attributes of the new instance. */
  instance: Instance;
  sourceImageId: string;
  window: DisplayWindow;
}

export interface DisplayWindow {
  windowCenter: number;
  windowWidth: number;
}

/** Above OHIF's own provider, which has 9999. */
const PRIORITY = 10000;
const images = new Map<string, ResultImage>();

export const addResultImages = (entries: Iterable<readonly [imageId: string, image: ResultImage]>) => {
  for (const [imageId, image] of entries) images.set(imageId, image);
};

/** Image of the result that belongs to an image of its source, or the other way round, and then no series is needed. */
export function partnerOf(imageId: string, seriesUID?: string): string | undefined {
  const own = images.get(imageId);
  if (own) return own.sourceImageId;
  for (const [id, image] of images) {
    if (image.sourceImageId === imageId && image.instance.SeriesInstanceUID === seriesUID) return id;
  }
  return undefined;
}

/** The image of a result that is an instance, with its series and the image of its source; undefined for instances of others. */
export function resultInstance(sopInstanceUID: string): { imageId: string; sourceImageId: string; seriesUID: string } | undefined {
  for (const [imageId, { instance, sourceImageId }] of images) {
    if (instance.SOPInstanceUID === sopInstanceUID) return { imageId, sourceImageId, seriesUID: instance.SeriesInstanceUID };
  }
  return undefined;
}

/**
 * The array that every picture of this image is drawn from; undefined for images of others. Whoever writes into it must have it drawn again
 * (host/redraw.ts).
 */
export const pixelsOfResult = (imageId: string): Float32Array | undefined => images.get(imageId)?.pixels;

/** Image ids of a series of results, in the order of its source's images. */
export const imageIdsOfResult = (seriesUID: string): string[] =>
  [...images].flatMap(([imageId, { instance }]) => (instance.SeriesInstanceUID === seriesUID ? [imageId] : []));

/** Slices of all results in the viewer. */
export const resultPixels = (): Float32Array[] => [...images.values()].map(({ pixels }) => pixels);

/** Changes DICOM attributes of all instances of a series of results. */
export function describeResult(seriesUID: string, attributes: Record<string, unknown>): void {
  for (const { instance } of images.values()) if (instance.SeriesInstanceUID === seriesUID) Object.assign(instance, attributes);
}

/** Slices of a result, in the order of its source; empty when it was removed. */
export const resultSlices = (seriesUID: string): Float32Array[] =>
  [...images.values()].filter(({ instance }) => instance.SeriesInstanceUID === seriesUID).map(({ pixels }) => pixels);

/** Whether the slice of a result that belongs to an image of its source holds nothing but zeros. */
export const emptySlice = (sourceImageId: string, seriesUID: string): boolean =>
  images.get(partnerOf(sourceImageId, seriesUID) ?? '')?.pixels.every((value) => value === 0) ?? false;

/** Frees the pixels of one series of results, or of all, here and in cornerstone's cache. */
export function removeResultImages(seriesUID?: string): void {
  const { cache } = host().cornerstone;
  const gone = new Set(
    [...images].filter(([, { instance }]) => seriesUID === undefined || instance.SeriesInstanceUID === seriesUID).map(([id]) => id),
  );
  for (const volume of cache.getVolumes()) {
    if (gone.has(volume.imageIds?.[0] ?? '')) cache.removeVolumeLoadObject(volume.volumeId);
  }
  for (const imageId of gone) {
    if (cache.getImageLoadObject(imageId)) cache.removeImageLoadObject(imageId, { force: true });
    images.delete(imageId);
  }
}

function load(imageId: string): Types.IImage {
  const found = images.get(imageId);
  if (!found) throw new Error('This result was removed.');
  const { pixels, instance, window } = found;
  const { cornerstone } = host();
  const [rows, columns] = [Number(instance.Rows), Number(instance.Columns)];
  const [rowPixelSpacing, columnPixelSpacing] = (instance.PixelSpacing as number[]).map(Number);
  let [minPixelValue, maxPixelValue] = [Infinity, -Infinity];
  for (const value of pixels) {
    if (value < minPixelValue) minPixelValue = value;
    if (value > maxPixelValue) maxPixelValue = value;
  }
  const voxelManager = cornerstone.utilities.VoxelManager.createImageVoxelManager({
    width: columns,
    height: rows,
    numberOfComponents: 1,
    scalarData: pixels,
    // Missing in the declared type, asked for by some versions.
    ...({ id: imageId } as object),
  });
  // A volume that is destroyed has its slices set to zero: these are not the cache's to clear.
  voxelManager.clear = () => undefined;
  const image = {
    imageId,
    dataType: 'Float32Array',
    // The pixels are in modality units: nothing is left to apply.
    slope: 1,
    intercept: 0,
    preScale: { enabled: true, scaled: true, scalingParameters: { rescaleSlope: 1, rescaleIntercept: 0, modality: instance.Modality } },
    ...window,
    voiLUTFunction: 'LINEAR',
    minPixelValue,
    maxPixelValue,
    rows,
    columns,
    height: rows,
    width: columns,
    rowPixelSpacing,
    columnPixelSpacing,
    color: false,
    rgba: false,
    numberOfComponents: 1,
    invert: instance.PhotometricInterpretation === 'MONOCHROME1',
    photometricInterpretation: instance.PhotometricInterpretation,
    sizeInBytes: pixels.byteLength,
    // Progressive viewports otherwise go on waiting for a better image.
    imageQualityStatus: cornerstone.Enums.ImageQualityStatus.FULL_RESOLUTION,
    imageFrame: pixelModule(instance),
    voxelManager,
    getPixelData: () => voxelManager.getScalarData(),
  };
  return image as unknown as Types.IImage;
}

const pixelModule = (instance: Instance) => ({
  samplesPerPixel: 1,
  photometricInterpretation: instance.PhotometricInterpretation,
  rows: Number(instance.Rows),
  columns: Number(instance.Columns),
  bitsAllocated: 32,
  bitsStored: 32,
  highBit: 31,
  pixelRepresentation: 1,
});

/** Modules that say the same for the result as for its source; asked there. */
const AS_SOURCE = new Set([
  'imagePlaneModule',
  'patientModule',
  'patientStudyModule',
  'generalStudyModule',
  'patientDemographicModule',
  'cineModule',
]);

function metadata(type: string, imageId: unknown): unknown {
  const found = typeof imageId === 'string' ? images.get(imageId) : undefined;
  if (!found) return undefined;
  const { instance, sourceImageId, window } = found;
  const ofSource = (module: string) => host().cornerstone.metaData.get(module, sourceImageId) as object | undefined;
  const { SOPClassUID: sopClassUID, SOPInstanceUID: sopInstanceUID, SeriesInstanceUID: seriesInstanceUID } = instance;
  if (AS_SOURCE.has(type)) return ofSource(type);
  switch (type) {
    case 'instance':
      return instance;
    case 'generalSeriesModule': {
      const { Modality: modality, SeriesNumber: seriesNumber, SeriesDescription: seriesDescription } = instance;
      return { ...ofSource(type), modality, seriesInstanceUID, seriesNumber, seriesDescription };
    }
    case 'generalImageModule':
      return { ...ofSource(type), sopInstanceUID, instanceNumber: instance.InstanceNumber };
    case 'sopCommonModule':
      return { sopClassUID, sopInstanceUID };
    case 'imagePixelModule':
      return pixelModule(instance);
    case 'voiLutModule':
      return { windowCenter: [window.windowCenter], windowWidth: [window.windowWidth] };
    case 'modalityLutModule':
      return { rescaleSlope: 1, rescaleIntercept: 0 };
    case 'frameModule':
      return {
        frameNumber: 1,
        numberOfFrames: 1,
        sopClassUID,
        sopInstanceUID,
        seriesInstanceUID,
        studyInstanceUID: instance.StudyInstanceUID,
      };
    default:
      return undefined;
  }
}

/** Once per page: cornerstone keeps loaders and providers for good. */
export function registerResultImages(): void {
  const { imageLoader, metaData } = host().cornerstone;
  imageLoader.registerImageLoader(SCHEME, (imageId) => ({
    promise: new Promise<Types.IImage>((resolve) => resolve(load(imageId))),
  }));
  (metaData.addProvider as (provider: typeof metadata, priority: number) => void)(metadata, PRIORITY);
}
