import { at } from '../../src/core/at';
import { DiffusionError } from '../../src/core/errors';
import { derivedHeader, type DerivedSeries } from '../../src/dicom/header';
import { naturalValues, sourceHeader } from '../../src/dicom/sourceHeader';
import { ui } from '../i18n';
import { SCHEME } from '../host/ids';
import type { ResultNote } from '../host/resultNote';
import { type ActiveSeries, planeOf } from '../host/activeSeries';
import { makeDisplaySet, seriesNumbers } from '../host/displaySets';
import { frameOfImage, headerOf } from '../host/header';
import { addResultImages, type DisplayWindow, removeResultImages } from '../host/resultImages';
import { markedThumbnail } from '../host/thumbnail';
import type { DisplaySet, Instance } from '../host/types';
import { newUid } from '../../src/dicom/uid';
import { listedName } from './name';
import { isOutside } from '../../src/results/provenance';

export interface NewResult {
  source: Pick<ActiveSeries, 'displaySetUID' | 'imageIds' | 'label'>;
  /** In the order of `source.imageIds`; units by the kind of the part. */
  slices: readonly Float32Array[];
  finished: readonly boolean[];
  /** Which slices of a map have a score; undefined where the task has none. */
  covered?: readonly boolean[] | undefined;
  /** mm between slices, from their positions; undefined where it varies. */
  sliceSpacing: number | undefined;
  window: DisplayWindow;
  note: Omit<ResultNote, 'unfinished' | 'uncovered' | 'outside' | 'partial' | 'slices' | 'sourceUID' | 'sourceLabel'>;
}

/** What describes the source's pixel data or its frames, and would be wrong in a single-frame instance of floats. */
const NOT_COPIED =
  /^(NumberOfFrames|PerFrameFunctionalGroupsSequence|SharedFunctionalGroupsSequence|FrameIncrementPointer|PixelData|(Smallest|Largest)\w*PixelValue\w*|PixelPadding\w*|VOILUT\w*|WindowCenterWidthExplanation|ModalityLUTSequence)$/;

const copied = (header: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(header).filter(([keyword]) => !NOT_COPIED.test(keyword)));

function makeInstance(sourceImageId: string, index: number, series: DerivedSeries, { windowCenter, windowWidth }: DisplayWindow): Instance {
  const header = headerOf(sourceImageId);
  const plane = planeOf(sourceImageId);
  return {
    ...copied(header),
    ...derivedHeader(series, {
      source: sourceHeader(naturalValues(header)),
      sopInstanceUid: newUid(),
      position: index + 1,
      frame: frameOfImage(sourceImageId, header),
      window: { center: [windowCenter], width: [windowWidth] },
    }),
    ...(plane && {
      ImagePositionPatient: [...plane.position],
      ImageOrientationPatient: [...plane.rowCosines, ...plane.columnCosines],
      PixelSpacing: [plane.rowSpacing, plane.columnSpacing],
    }),
    RescaleSlope: 1,
    RescaleIntercept: 0,
    BitsAllocated: 32,
    BitsStored: 32,
    HighBit: 31,
    PixelRepresentation: 1,
  } as unknown as Instance;
}

/** Adds a result to the viewer's list of series, as a series of its own beside its source. Returns its display set. */
export function addResultDisplaySet({ source, slices, finished, covered, sliceSpacing, window, note }: NewResult): DisplaySet {
  const positions = finished.flatMap((whole, index) => (whole ? [index + 1] : []));
  const partial = positions.length < slices.length;
  const series = {
    ...{ kind: note.kind, sample: note.sample, provenance: note.provenance },
    partial: partial ? { finished: positions, slices: slices.length } : undefined,
    made: note.made,
    seriesUid: newUid(),
    taken: seriesNumbers(),
    sliceSpacing,
  };
  const entries = source.imageIds.map((sourceImageId, index) => {
    const instance = makeInstance(sourceImageId, index, series, window);
    instance.imageId = `${SCHEME}:${series.seriesUid}/${instance.SOPInstanceUID}`;
    return [instance.imageId, { pixels: at(slices, index), instance, sourceImageId, window }] as const;
  });
  addResultImages(entries);
  const unfinished = new Set(entries.filter((_, index) => !finished[index]).map(([imageId]) => imageId));
  // The source's images too: a map may lie as colours on them.
  const without = entries.filter((_, index) => covered?.[index] === false);
  const uncovered = new Set(without.flatMap(([imageId, { sourceImageId }]) => [imageId, sourceImageId]));
  const middle = entries[entries.length >> 1]?.[0] ?? '';
  const told: ResultNote = {
    ...note,
    partial,
    unfinished,
    uncovered,
    outside: isOutside(note.provenance),
    slices: slices.length,
    sourceUID: source.displaySetUID,
    sourceLabel: source.label,
  };
  const settings = {
    diffusionResult: told,
    // The viewer's list of series; the instances keep the description that is stored.
    SeriesDescription: listedName(told),
    diffusionPart: note.kind === 'denoised' || note.kind === 'inpainted' ? 'result' : note.kind,
    getThumbnailSrc: async ({ getImageSrc }: { getImageSrc?: (imageId: string) => unknown } = {}) =>
      markedThumbnail(await getImageSrc?.(middle), ui.result.thumbnailMark),
  };
  const made = makeDisplaySet(
    entries.map(([, { instance }]) => instance),
    settings,
  );
  if (typeof made === 'object') return made;
  removeResultImages(series.seriesUid);
  throw new DiffusionError('INTERNAL', { measured: `${made} display sets for one result`, allowed: '1' });
}
