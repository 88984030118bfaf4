import { DiffusionError } from '../core/errors';
import { gate } from '../volume/gate';
import type { SlicePlane, Vector3, Volume } from '../volume/Volume';
import { readDataset, type Dataset } from './dataset';
import { pixelFormat, storedPixels, type PixelDecoders, type PixelFormat } from './pixels';

/** One image of a series; its header meets the result again in derivedSeries.ts and is opened by nobody else. */
export interface SourceImage {
  dataset: Dataset;
  format: PixelFormat;
  stored: Int32Array | Int16Array | Uint16Array;
}

export interface DicomSeries {
  volume: Volume;
  /** In the order of `volume.slices`. */
  images: SourceImage[];
  /** Where each slice lies, as far as the headers say; in the order of `volume.slices`. */
  planes: (SlicePlane | undefined)[];
  /** Series Description; it may name a person, so it is judged and not repeated. */
  description: string;
  /** Body Part Examined; empty when the header does not say. */
  bodyPart: string;
  /** Whether the header names a contrast agent. */
  contrastAgent: boolean;
  /** The slices form an evenly spaced stack: the gate has seen them. */
  stack: boolean;
}

const vector = ([x, y, z]: readonly number[]): Vector3 | undefined =>
  x !== undefined && y !== undefined && z !== undefined ? [x, y, z] : undefined;

function planeOf(dataset: Dataset): SlicePlane | undefined {
  const position = vector(dataset.numbers('ImagePositionPatient'));
  const orientation = dataset.numbers('ImageOrientationPatient');
  const [rowCosines, columnCosines] = [vector(orientation.slice(0, 3)), vector(orientation.slice(3))];
  const [rowSpacing, columnSpacing] = dataset.numbers('PixelSpacing');
  const [rows, columns] = [dataset.number('Rows'), dataset.number('Columns')];
  if (!position || !rowCosines || !columnCosines || !rowSpacing || !columnSpacing || !rows || !columns) return undefined;
  return { position, rowCosines, columnCosines, rows, columns, rowSpacing, columnSpacing };
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
  const [first] = planes;
  const order = planes.map((_, index) => index);
  if (!first || planes.some((plane) => !plane)) return order;
  const [a, b] = [first.rowCosines, first.columnCosines];
  const normal = [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
  const along = planes.map((plane) => normal.reduce((sum, n, i) => sum + n * (plane?.position[i] ?? 0), 0));
  return order.sort((i, j) => (along[i] ?? 0) - (along[j] ?? 0));
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
 * @throws DiffusionError INPUT_UNREADABLE, MIXED_SERIES, COLOUR_IMAGE, DICOM_DAMAGED, DICOM_UNSUPPORTED and what the gate refuses
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
  const gated = stack && !(oneSlice && planes.length === 1) ? gate(planes, { modality, samplesPerPixel }) : undefined;
  const order = gated?.order ?? loosely(planes);
  checkSizes(formats);

  const images: SourceImage[] = [];
  const slices: Float32Array[] = [];
  for (const index of order) {
    const [dataset, format] = [datasets[index], formats[index]];
    if (!dataset || !format) continue;
    const stored = await storedPixels(dataset, format, decoders);
    images.push({ dataset, format, stored });
    slices.push(Float32Array.from(stored, (value) => format.slope * value + format.intercept));
  }
  const [rows, columns] = [formats[0]?.rows ?? 0, formats[0]?.columns ?? 0];
  const spacing: Vector3 = gated?.spacing ?? [planes[0]?.columnSpacing ?? 1, planes[0]?.rowSpacing ?? 1, 1];
  const units = modality === 'CT' ? 'HU' : first.text('Units') || 'arbitrary';
  return {
    volume: { rows, columns, slices, spacing, axes: planes[order[0] ?? 0], modality, units },
    images,
    planes: order.map((index) => planes[index]),
    description: first.text('SeriesDescription'),
    bodyPart: first.text('BodyPartExamined'),
    contrastAgent: first.text('ContrastBolusAgent') !== '',
    stack: gated !== undefined,
  };
}
