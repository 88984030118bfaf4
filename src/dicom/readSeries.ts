import { at } from '../core/at';
import { DiffusionError, type Remark } from '../core/errors';
import type { InputNote } from '../results/provenance';
import { factsOfHeader, type SeriesFacts } from '../rules/facts';
import { stackOf } from '../rules/geometry';
import { ONE_SERIES } from '../rules/oneSeries';
import { demand } from '../rules/Rule';
import { normalOf } from '../volume/plane';
import type { Stack } from '../volume/Stack';
import { dot } from '../volume/vectors';
import type { SlicePlane, Vector3, Volume } from '../volume/Volume';
import { isMultiFrame } from './classes';
import type { Dataset } from './dataset';
import { doubtsOf } from './doubts';
import { frameCount } from './frameCount';
import { Account, gatherSeries, type OtherFiles } from './gather';
import { lossyOf } from './lossy';
import { memberIn } from './memberIn';
import { eachOnce } from './once';
import { paddingRanges } from './padding';
import { pixelFormat, type PixelFormat } from './pixelFormat';
import { storedPixels, type PixelDecoders } from './pixels';
import { planeOf } from './slicePlane';
import { texts } from './sourceHeader';
import type { SourceImage } from './sourceImage';
import { viewingOrder } from './viewingOrder';

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
  /** The place of each slice, from 0, in the viewer's list of the series; in the order of `volume.slices`. */
  listed: number[];
  /** What the header says of the picture; judged, and not repeated. */
  facts: SeriesFacts;
  /** The rules of geometry have seen it; undefined where each slice is an image of its own. */
  stack: Stack | undefined;
  /** What became of the files. */
  input: InputNote;
  /** What is to be said of them. */
  said: Remark[];
}

export interface ReadOptions {
  /** false: each image stands for itself, so gaps, single images and a gantry tilt are no fault. */
  stack: boolean;
  /** One image alone will do, though several must be a stack. */
  oneSlice?: boolean;
  /** Gaps, single images and a gantry tilt are said, and no fault. */
  slicewise?: boolean;
  /** Goes on without files that may belong to the series and cannot be read. */
  partial?: boolean;
  /** Files that were found beside these. */
  others?: OtherFiles;
}

/** An image, or a frame of one (from 1). */
interface Shown {
  header: Dataset;
  frame?: number;
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

/** Of each image once: what is kept of a picture is kept by its header. */
const shownBefore = new WeakMap<Dataset, Shown[]>();

/** The pictures in an image: each frame of a multi-frame object is one. */
function shownIn(dataset: Dataset): Shown[] {
  const frames = () => dataset.frames().map((header, n) => ({ header, frame: n + 1 }));
  const shown = shownBefore.get(dataset) ?? (isMultiFrame(dataset.text('SOPClassUID')) ? frames() : [{ header: dataset }]);
  shownBefore.set(dataset, shown);
  return shown;
}

/** @throws DiffusionError COLOUR_IMAGE, DICOM_UNSUPPORTED and what the rules of one series refuse */
function checkTogether(shown: readonly Shown[]): void {
  const samples = shown.map(({ header }) => header.number('SamplesPerPixel') ?? 1).find((number) => number > 1);
  if (samples !== undefined) throw new DiffusionError('COLOUR_IMAGE', { measured: `${samples} values per pixel` });
  demand(ONE_SERIES, { members: shown.map(({ header }) => memberIn(header)) });
  const packed = shown.find(({ header, frame }) => frame === undefined && frameCount(header) > 1);
  if (packed) {
    const measured = `${frameCount(packed.header)} frames in one file`;
    throw new DiffusionError('DICOM_UNSUPPORTED', { measured, allowed: 'one image per file, or an enhanced MR or CT object' });
  }
}

/** As the viewer lists them: rules count slices in this order. */
function asListed(shown: readonly Shown[]): Shown[] {
  const images = shown.map(({ header, frame }) => {
    const [instanceNumber, sopInstanceUid] = [header.number('InstanceNumber'), header.text('SOPInstanceUID')];
    return { instanceNumber, sopInstanceUid, frame, plane: planeOf(header) };
  });
  return viewingOrder(images).map((index) => at(shown, index, 'image'));
}

/** The pictures as they are listed, their order along the normal, and the stack that they form where they must. @throws DiffusionError INPUT_UNREADABLE where none is left */
function orderOf(found: readonly Shown[], { stack, oneSlice = false, slicewise = false }: ReadOptions) {
  if (found.length === 0) throw new DiffusionError('INPUT_UNREADABLE', { measured: 'DICOM files without an image that can be read' });
  const shown = asListed(found);
  const planes = shown.map(({ header }) => planeOf(header));
  const members = shown.map(({ header }) => memberIn(header));
  const lone = oneSlice && planes.length === 1;
  const ordered = stack && !lone ? stackOf({ planes, members, samplesPerPixel: 1, slicewise }) : undefined;
  return { shown, planes, ordered, order: ordered ? planes.map((_, k): number => ordered.listedAt(k)) : loosely(planes) };
}

/**
 * Reads the files of one series, in any order, as a volume in modality units: the rescale of each image is applied once.
 *
 * @throws DiffusionError INPUT_UNREADABLE, OWN_RESULT, MIXED_SERIES, COLOUR_IMAGE, DICOM_DAMAGED, DICOM_UNSUPPORTED and what the rules of one series
 * and of geometry refuse
 */
export async function readSeries(files: Iterable<ArrayBuffer>, decoders: PixelDecoders, options: ReadOptions): Promise<DicomSeries> {
  const { partial = false, others = { other: 0, doubtful: 0 } } = options;
  const account = new Account(partial);
  // Not longer than its header: of a copy that is left out nothing is held.
  const stored = new WeakMap<Dataset, FileImage['stored']>();
  const pixelsOf = async (header: Dataset, format = pixelFormat(header)) => {
    const known = stored.get(header) ?? (await storedPixels(header, format, decoders));
    stored.set(header, known);
    return known;
  };
  const allPixels = async (dataset: Dataset) => Promise.all(shownIn(dataset).map(({ header }) => pixelsOf(header)));
  const datasets = await eachOnce(gatherSeries(files, account, others), account, allPixels);
  const found = datasets.flatMap((dataset) => account.attempt(() => shownIn(dataset)) ?? []);
  checkTogether(found);
  // Before the pixels: what cannot be a stack is refused at once.
  let placed = orderOf(found, options);

  const lost = new Set<string>();
  for (const { header } of placed.shown) {
    const instance = header.text('SOPInstanceUID');
    if (lost.has(instance)) continue;
    await pixelsOf(header).catch((thrown: unknown) => {
      account.miss(thrown);
      lost.add(instance);
    });
  }
  if (lost.size > 0) {
    const left = found.filter(({ header }) => !lost.has(header.text('SOPInstanceUID')));
    placed = orderOf(left, options);
  }
  const { shown, planes, ordered, order } = placed;
  const formats = shown.map(({ header }) => pixelFormat(header));
  checkSizes(formats);
  const images: FileImage[] = [];
  const slices: Float32Array[] = [];
  for (const index of order) {
    const [image, format] = [at(shown, index), at(formats, index)];
    const own = await pixelsOf(image.header, format);
    images.push({ ...image, format, stored: own });
    slices.push(Float32Array.from(own, (value) => format.slope * value + format.intercept));
  }
  const { rows, columns } = at(formats, 0);
  const [plane] = planes;
  const first = at(shown, 0).header;
  const modality = first.text('Modality');
  const spacing: Vector3 = ordered?.spacing ?? [plane?.columnSpacing ?? 1, plane?.rowSpacing ?? 1, 1];
  const units = modality === 'CT' ? 'HU' : first.text('Units') || 'arbitrary';
  const axes = planes[at(order, 0)];
  const padding = images.map((image) => paddingRanges(image.format));
  const padded = padding.some((ranges) => ranges.length > 0);
  return {
    volume: { rows, columns, slices, spacing, axes, modality, units, ...(padded && { padding }) },
    images,
    planes: order.map((index) => planes[index]),
    listed: order,
    facts: {
      modality,
      pixelSpacing: [spacing[0], spacing[1]],
      axes,
      ...factsOfHeader(
        (keyword) => first.text(keyword),
        (keyword) => texts(first, keyword),
      ),
      ...doubtsOf(shown.map(({ header }) => header)),
      // A careless source says it by its transfer syntax only.
      ...(lossyOf(first).LossyImageCompression === '01' && { lossy: true }),
    },
    stack: ordered,
    input: account.note(new Set(shown.map(({ header }) => header.text('SOPInstanceUID'))).size),
    said: [...(ordered?.gaps ?? []), ...account.remarks()],
  };
}
