import { DiffusionError } from '../../src/core/errors';
import { derivationText, freeSeriesNumber, resultDescription } from '../i18n/describe';
import { ui } from '../i18n';
// DICOM attributes are English in every viewer: see i18n/index.ts.
import { en as dicom } from '../i18n/en';
import { SCHEME } from '../host/ids';
import type { ResultNote } from '../host/resultNote';
import { type ActiveSeries, planeOf } from '../host/activeSeries';
import { headerOf, makeDisplaySet, seriesNumbers } from '../host/displaySets';
import { addResultImages, type DisplayWindow, removeResultImages } from '../host/resultImages';
import { markedThumbnail } from '../host/thumbnail';
import type { DisplaySet, Instance } from '../host/types';
import { newUid } from '../../src/dicom/uid';
import { isOutside } from '../../src/results/provenance';

export interface NewResult {
  source: Pick<ActiveSeries, 'displaySetUID' | 'imageIds' | 'label'>;
  /** In the order of `source.imageIds`; units by the kind of the part. */
  slices: readonly Float32Array[];
  finished: readonly boolean[];
  /** Which slices of a map have a score; undefined where the task has none. */
  covered?: readonly boolean[] | undefined;
  window: DisplayWindow;
  note: Omit<ResultNote, 'unfinished' | 'uncovered' | 'outside' | 'partial' | 'slices' | 'sourceUID' | 'sourceLabel'>;
}

/** What describes the source's pixel data or its frames, and would be wrong in a single-frame instance of floats. */
const NOT_COPIED =
  /^(NumberOfFrames|PerFrameFunctionalGroupsSequence|SharedFunctionalGroupsSequence|FrameIncrementPointer|PixelData|(Smallest|Largest)\w*PixelValue\w*|PixelPadding\w*|VOILUT\w*|WindowCenterWidthExplanation|ModalityLUTSequence)$/;

const copied = (header: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(header).filter(([keyword]) => !NOT_COPIED.test(keyword)));

function makeInstance(sourceImageId: string, position: number, series: Record<string, unknown>, window: DisplayWindow): Instance {
  const header = headerOf(sourceImageId);
  const source = copied(header);
  const plane = planeOf(sourceImageId);
  const imageType = typeof source.ImageType === 'string' ? source.ImageType.split('\\') : source.ImageType;
  const third = Array.isArray(imageType) ? (imageType[2] as string | undefined) : undefined;
  return {
    ...source,
    ...series,
    SOPInstanceUID: newUid(),
    InstanceNumber: Number(header.NumberOfFrames ?? 1) > 1 ? position + 1 : source.InstanceNumber,
    ImageType: ['DERIVED', 'SECONDARY', third || 'OTHER'],
    SourceImageSequence: [{ ReferencedSOPClassUID: source.SOPClassUID, ReferencedSOPInstanceUID: source.SOPInstanceUID }],
    BurnedInAnnotation: 'NO',
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
    WindowCenter: window.windowCenter,
    WindowWidth: window.windowWidth,
  } as unknown as Instance;
}

/** Adds a result to the viewer's list of series, as a series of its own beside its source. Returns its display set. */
export function addResultDisplaySet({ source, slices, finished, covered, window, note }: NewResult): DisplaySet {
  const positions = finished.flatMap((whole, index) => (whole ? [index + 1] : []));
  const partial = positions.length < slices.length;
  const part = partial ? { finished: positions.length, slices: slices.length } : undefined;
  const outside = isOutside(note.provenance);
  const series = {
    SeriesInstanceUID: newUid(),
    SeriesDescription: resultDescription(source.label, note.kind, part, note.sample),
    SeriesNumber: freeSeriesNumber(headerOf(source.imageIds[0] ?? '').SeriesNumber, seriesNumbers()),
    DerivationDescription: [derivationText(note, part && positions), ...(outside ? [dicom.anomaly.derivation] : [])].join(' '),
  };
  const entries = source.imageIds.map((sourceImageId, index) => {
    const instance = makeInstance(sourceImageId, index, series, window);
    instance.imageId = `${SCHEME}:${series.SeriesInstanceUID}/${instance.SOPInstanceUID}`;
    return [instance.imageId, { pixels: slices[index] ?? new Float32Array(0), instance, sourceImageId, window }] as const;
  });
  addResultImages(entries);
  const unfinished = new Set(entries.filter((_, index) => !finished[index]).map(([imageId]) => imageId));
  // The source's images too: a map may lie as colours on them.
  const without = entries.filter((_, index) => covered?.[index] === false);
  const uncovered = new Set(without.flatMap(([imageId, { sourceImageId }]) => [imageId, sourceImageId]));
  const middle = entries[entries.length >> 1]?.[0] ?? '';
  const settings = {
    diffusionResult: {
      ...note,
      partial,
      unfinished,
      uncovered,
      outside,
      slices: slices.length,
      sourceUID: source.displaySetUID,
      sourceLabel: source.label,
    },
    diffusionPart: note.kind === 'denoised' || note.kind === 'inpainted' ? 'result' : note.kind,
    getThumbnailSrc: async ({ getImageSrc }: { getImageSrc?: (imageId: string) => unknown } = {}) =>
      markedThumbnail(await getImageSrc?.(middle), ui.result.thumbnailMark),
  };
  const made = makeDisplaySet(
    entries.map(([, { instance }]) => instance),
    settings,
  );
  if (typeof made === 'object') return made;
  removeResultImages(series.SeriesInstanceUID);
  throw new DiffusionError('INTERNAL', { measured: `${made} display sets for one result`, allowed: '1' });
}
