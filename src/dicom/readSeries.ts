import { at } from '../core/at';
import { DiffusionError } from '../core/errors';
import { factsOfHeader, type SeriesFacts } from '../rules/facts';
import { stackOf } from '../rules/geometry';
import { normalOf } from '../volume/plane';
import type { Stack } from '../volume/Stack';
import { dot } from '../volume/vectors';
import type { SlicePlane, Vector3, Volume } from '../volume/Volume';
import { readDataset, type Dataset } from './dataset';
import { lossyOf } from './lossy';
import { pixelFormat, type PixelFormat } from './pixelFormat';
import { storedPixels, type PixelDecoders } from './pixels';
import { planeOf } from './slicePlane';
import type { SourceImage } from './sourceImage';

/** One image of a series; its header meets the result again where that is written, and is opened by nobody else. */
export interface FileImage extends SourceImage {
  header: Dataset;
  stored: Int32Array | Int16Array | Uint16Array;
}

export interface DicomSeries {
  volume: Volume;
  /** In the order of `volume.slices`. */
  images: FileImage[];
  /** Where each slice lies, as far as the headers say; in the order of `volume.slices`. */
  planes: (SlicePlane | undefined)[];
  /** What the header says of the picture; judged, and not repeated. */
  facts: SeriesFacts;
  /** The rules of geometry have seen it; undefined where each slice is an image of its own. */
  stack: Stack | undefined;
}

/** `MR series 3 (20 images)`: enough to find it, nothing that names a patient. */
const nameOf = (images: readonly Dataset[]): string => {
  const number = images[0]?.text('SeriesNumber');
  return `${images[0]?.text('Modality') || 'a'} series ${number || 'without a number'} (${images.length} image${images.length === 1 ? '' : 's'})`;
};

/** The images of the one series that `files` hold. Other objects (reports, presentation states) are no images and no fault. */
function imagesOf(files: Iterable<ArrayBuffer>): Dataset[] {
  const series = new Map<string, Dataset[]>();
  for (const file of files) {
    const dataset = readDataset(file);
    if (!dataset?.number('Rows')) continue;
    const frames = dataset.number('NumberOfFrames') ?? 1;
    if (frames > 1)
      throw new DiffusionError('DICOM_UNSUPPORTED', { measured: `${frames} frames in one file`, allowed: 'one image per file' });
    const uid = dataset.text('SeriesInstanceUID');
    series.set(uid, [...(series.get(uid) ?? []), dataset]);
  }
  const [images, ...others] = series.values();
  if (!images) throw new DiffusionError('INPUT_UNREADABLE', { measured: 'DICOM files without an image' });
  if (others.length > 0) {
    const names = [images, ...others].map(nameOf).sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
    throw new DiffusionError('MIXED_SERIES', { measured: names.join(', '), allowed: 'one series' });
  }
  return images;
}

/** Along the normal of the first image, without a demand on the gaps; in the order given where positions are missing. */
function loosely(planes: readonly (SlicePlane | undefined)[]): number[] {
  const known = planes.filter((plane) => plane !== undefined);
  const order = planes.map((_, index) => index);
  const [first] = known;
  if (!first || known.length < planes.length) return order;
  const along = known.map(({ position }) => dot(position, normalOf(first)));
  return order.sort((i, j) => at(along, i) - at(along, j));
}

function checkSizes(formats: readonly PixelFormat[]): void {
  const [first] = formats;
  const other = formats.find(({ rows, columns }) => rows !== first?.rows || columns !== first?.columns);
  if (first && other)
    throw new DiffusionError('MIXED_SIZE', { measured: `${other.columns} × ${other.rows}`, allowed: `${first.columns} × ${first.rows}` });
}

/**
 * Reads the files of one series, in any order, as a volume in modality units: the rescale of each image is applied once.
 *
 * @param stack false: each image stands for itself, so gaps, single images and a gantry tilt are no fault
 * @param oneSlice one image alone will do, though several must be a stack
 * @throws DiffusionError INPUT_UNREADABLE, MIXED_SERIES, COLOUR_IMAGE, DICOM_DAMAGED, DICOM_UNSUPPORTED and what the rules of geometry refuse
 */
export async function readSeries(
  files: Iterable<ArrayBuffer>,
  decoders: PixelDecoders,
  { stack, oneSlice = false }: { stack: boolean; oneSlice?: boolean },
): Promise<DicomSeries> {
  const datasets = imagesOf(files);
  const [first] = datasets as [Dataset];
  const modality = first.text('Modality');
  const samplesPerPixel = Math.max(...datasets.map((dataset) => dataset.number('SamplesPerPixel') ?? 1));
  if (samplesPerPixel > 1) throw new DiffusionError('COLOUR_IMAGE', { measured: `${samplesPerPixel} samples per pixel` });
  const planes = datasets.map(planeOf);
  const formats = datasets.map(pixelFormat);
  const lone = oneSlice && planes.length === 1;
  const ordered = stack && !lone ? stackOf({ planes, samplesPerPixel }) : undefined;
  const order = ordered ? planes.map((_, k): number => ordered.listedAt(k)) : loosely(planes);
  checkSizes(formats);

  const images: FileImage[] = [];
  const slices: Float32Array[] = [];
  for (const index of order) {
    const [dataset, format] = [at(datasets, index), at(formats, index)];
    const stored = await storedPixels(dataset, format, decoders);
    images.push({ header: dataset, format, stored });
    slices.push(Float32Array.from(stored, (value) => format.slope * value + format.intercept));
  }
  const { rows, columns } = at(formats, 0);
  const [plane] = planes;
  const spacing: Vector3 = ordered?.spacing ?? [plane?.columnSpacing ?? 1, plane?.rowSpacing ?? 1, 1];
  const units = modality === 'CT' ? 'HU' : first.text('Units') || 'arbitrary';
  const axes = planes[at(order, 0)];
  return {
    volume: { rows, columns, slices, spacing, axes, modality, units },
    images,
    planes: order.map((index) => planes[index]),
    facts: {
      ...{ modality, pixelSpacing: [spacing[0], spacing[1]], axes, ...factsOfHeader((keyword) => first.text(keyword)) },
      // A careless source says it by its transfer syntax only.
      ...(lossyOf(first).LossyImageCompression === '01' && { lossy: true }),
    },
    stack: ordered,
  };
}
