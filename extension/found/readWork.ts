import { retrieveInstance } from '../../src/archive/retrieve';
import type { Archive } from '../../src/archive/Archive';
import { DiffusionError } from '../../src/core/errors';
import { readParametricMap } from '../../src/dicom/readParametricMap';
import { readSegmentation } from '../../src/dicom/readSegmentation';
import type { FiledKind } from '../../src/dicom/record';
import type { Kind } from '../../src/results/kinds';
import { isPicture, KINDS } from '../../src/results/kinds';
import type { Layer, Result } from '../../src/results/Result';
import { TASKS } from '../../src/tasks';
import type { Region } from '../../src/tasks/Task';
import type { Stack } from '../../src/volume/Stack';
import type { VolumeGrid } from '../../src/volume/Volume';
import { planeOf } from '../host/activeSeries';
import { imagesIn } from '../host/displaySets';
import { readSlices, type SliceLoader } from '../host/readSlices';
import { layOn, type Placed } from './layOn';
import type { FoundSeries } from './objects';
import type { FoundWork } from './works';

export interface Reader {
  /** Where whole objects come from; undefined where the viewer reads from none that gives them. */
  archive: Archive | undefined;
  loader: SliceLoader;
  signal: AbortSignal;
  /** Is told of each slice and each object that was read. */
  tell: () => void;
}

/** On what a work was made. */
export interface Ground {
  stack: Stack;
  grid: VolumeGrid;
}

/** What of a filed work is read to have its result again. */
export interface ReadBack {
  result: Result;
  /** What was filled, in the viewer's order of the source. */
  region: Region | undefined;
}

/** What is filed beside what is read: findings are found again, and the difference follows from picture and source. */
const NOT_READ: ReadonlySet<FiledKind> = new Set<FiledKind>(['findings', 'difference']);

const isLayer = (kind: FiledKind): kind is Kind => kind in KINDS;

/** Every slice of a layer, or none: half of one would look whole. */
function whole<T>(kind: FiledKind, laid: readonly (T | undefined)[]): T[] {
  const there = laid.flatMap((slice) => (slice === undefined ? [] : [slice]));
  if (there.length === laid.length) return there;
  throw new DiffusionError('FOUND_PART_MISSING', { measured: `${there.length} slices of “${kind}”`, allowed: `${laid.length}` });
}

/** Through the viewer's own loader, as its other images. */
async function readPicture({ displaySetUID, record }: FoundSeries, { stack, grid }: Ground, reader: Reader): Promise<Float32Array[]> {
  const imageIds = imagesIn(displaySetUID);
  const slices: (Placed & { pixels: Float32Array })[] = [];
  const places = imageIds.map((imageId) => {
    const plane = planeOf(imageId);
    if (!plane) throw new DiffusionError('FOUND_OTHER_GRID', { measured: 'an image without a position' });
    return plane;
  });
  for await (const { index, pixels } of readSlices(imageIds, { length: grid.rows * grid.columns, ...reader })) {
    const plane = places[index];
    if (plane) slices.push({ ...plane, pixels });
    reader.tell();
  }
  return whole(record.kind, layOn(stack, slices));
}

/** The whole object, never frame by frame: archives refuse that for floats and bits. */
async function fileOf({ studyUid, seriesUid, instances, record }: FoundSeries, { archive, signal, tell }: Reader): Promise<ArrayBuffer> {
  const [first] = instances;
  const name = { studyUid, seriesUid, sopInstanceUid: first?.sopInstanceUid ?? '' };
  if (!archive) throw new DiffusionError('FOUND_PART_MISSING', { measured: `no archive to ask for “${record.kind}”` });
  const file = await retrieveInstance(archive, name, signal);
  if (!file) throw new DiffusionError('FOUND_PART_MISSING', { measured: `no “${record.kind}”` });
  tell();
  return file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength);
}

type Positioned<T> = { position?: Placed['position'] | undefined; values: T };

function placed<T>(frames: readonly Positioned<T>[], { rows, columns }: { rows: number; columns: number }): (Placed & { pixels: T })[] {
  return frames.map(({ position, values }) => {
    if (!position) throw new DiffusionError('FOUND_OTHER_GRID', { measured: 'a frame without a position' });
    return { position, rows, columns, pixels: values };
  });
}

async function readMap(series: FoundSeries, { stack }: Ground, reader: Reader): Promise<Float32Array[]> {
  const map = readParametricMap(await fileOf(series, reader));
  return whole(series.record.kind, layOn(stack, placed(map.frames, map)));
}

/** The first segment, along the normal; slices without it have none. */
async function readMask(series: FoundSeries, { stack }: Ground, reader: Reader): Promise<(Uint8Array | undefined)[]> {
  const read = readSegmentation(await fileOf(series, reader));
  const frames = read.frames.filter(({ segment }) => segment === 1).map(({ position, mask }) => ({ position, values: mask }));
  return layOn(stack, placed(frames, read));
}

/**
 * Reads what was filed of a work, bit for bit as the archive holds it. A denoised picture comes back at the strength that it was filed with; its
 * estimate was not filed.
 *
 * @throws DiffusionError FOUND_OTHER_GRID, FOUND_PART_MISSING, SLICE_UNREADABLE, ARCHIVE_…, DICOM_…, CANCELLED
 */
export async function readWork({ series: all, provenance }: FoundWork, ground: Ground, reader: Reader): Promise<ReadBack> {
  const { stack, grid } = ground;
  const order = (kind: FiledKind) => TASKS[provenance.task].makes.indexOf(kind as Kind);
  const wanted = all.filter(({ record }) => !NOT_READ.has(record.kind));
  const sorted = wanted.sort((a, b) => order(a.record.kind) - order(b.record.kind) || (a.record.sample ?? 0) - (b.record.sample ?? 0));
  const layers: Layer[] = [];
  let region: Region | undefined;
  for (const series of sorted) {
    const { kind, sample } = series.record;
    const own = { grid, ...(sample !== undefined && { sample }) };
    if (kind === 'region') region = stack.masksListed(await readMask(series, ground, reader));
    else if (kind === 'brain') {
      const masks = await readMask(series, ground, reader);
      layers.push({
        kind,
        ...own,
        slices: masks.map((mask) => (mask ? Float32Array.from(mask) : new Float32Array(grid.rows * grid.columns))),
      });
    } else if (isLayer(kind) && isPicture(kind)) {
      const estimate = kind !== 'denoised' || provenance.task !== 'denoise' || provenance.strength === 1;
      layers.push({ kind, ...own, slices: await readPicture(series, ground, reader), ...(!estimate && { blended: true }) });
    } else if (isLayer(kind)) layers.push({ kind, ...own, slices: await readMap(series, ground, reader) });
  }
  if (!layers.some(({ kind }) => kind !== 'brain'))
    throw new DiffusionError('FOUND_PART_MISSING', { measured: 'neither a picture nor a map' });
  const finished = [...(all.find(({ record }) => record.finished)?.record.finished ?? stack.planes.map(() => true))];
  return { result: { layers, finished, partial: finished.includes(false), warnings: [], provenance }, region };
}
