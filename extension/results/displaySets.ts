import { DiffusionError } from '../../src/core/errors';
import { freeSeriesNumber, layerName, ranges, regionText, resultDescription } from '../i18n/describe';
import { ui } from '../i18n';
// DICOM attributes are English in every viewer: see i18n/index.ts.
import { en as dicom } from '../i18n/en';
import { refreshTags } from './tag';
import { SCHEME } from '../host/ids';
import type { ResultNote } from '../host/resultNote';
import { type ActiveSeries, planeOf } from '../host/activeSeries';
import { host } from '../host/host';
import { addResultImages, describeResult, type DisplayWindow, imageIdsOfResult, removeResultImages } from '../host/resultImages';
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

/** OHIF lets the frames of a multi-frame instance inherit from it: all attributes of the chain, and no runtime property. */
function attributesOf(imageId: string): Record<string, unknown> {
  const instance = (host().cornerstone.metaData.get('instance', imageId) ?? {}) as Record<string, unknown>;
  const copy: Record<string, unknown> = {};
  for (const keyword in instance) {
    if (/^[A-Z]/.test(keyword) && !NOT_COPIED.test(keyword)) copy[keyword] = instance[keyword];
  }
  return copy;
}

function makeInstance(sourceImageId: string, position: number, series: Record<string, unknown>, window: DisplayWindow): Instance {
  const source = attributesOf(sourceImageId);
  const plane = planeOf(sourceImageId);
  const multiframe = (host().cornerstone.metaData.get('instance', sourceImageId) as { NumberOfFrames?: number }).NumberOfFrames ?? 1;
  const imageType = typeof source.ImageType === 'string' ? source.ImageType.split('\\') : source.ImageType;
  const third = Array.isArray(imageType) ? (imageType[2] as string | undefined) : undefined;
  return {
    ...source,
    ...series,
    SOPInstanceUID: newUid(),
    InstanceNumber: multiframe > 1 ? position + 1 : source.InstanceNumber,
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

/** How the pixels came about, in the words of Derivation Description (PS3.3 C.7.6.1.1.3). */
function derivation(note: NewResult['note'], finished: readonly number[] | undefined): string {
  const { strength, provenance } = note;
  const { id, version } = provenance.model;
  const region = provenance.task === 'inpaint' ? regionText(provenance) : undefined;
  return dicom.result.derivation(layerName(note, dicom), `${id} ${version}`, strength, finished && ranges(finished), region);
}

/** Adds a result to the viewer's list of series, as a series of its own beside its source. Returns its display set. */
export function addResultDisplaySet({ source, slices, finished, covered, window, note }: NewResult): DisplaySet {
  const { displaySetService } = host().services;
  const first = attributesOf(source.imageIds[0] ?? '');
  const positions = finished.flatMap((whole, index) => (whole ? [index + 1] : []));
  const partial = positions.length < slices.length;
  const part = partial ? { finished: positions.length, slices: slices.length } : undefined;
  const outside = isOutside(note.provenance);
  const series = {
    SeriesInstanceUID: newUid(),
    SeriesDescription: resultDescription(source.label, note.kind, part, note.sample),
    SeriesNumber: freeSeriesNumber(
      first.SeriesNumber,
      displaySetService.getActiveDisplaySets().map((set) => set.SeriesNumber),
    ),
    DerivationDescription: [derivation(note, part && positions), ...(outside ? [dicom.anomaly.derivation] : [])].join(' '),
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
  const made = displaySetService.makeDisplaySets(
    entries.map(([, { instance }]) => instance),
    { madeInClient: true, settings },
  );
  const [displaySet] = made ?? [];
  if (!displaySet || made?.length !== 1) {
    made?.forEach((set) => displaySetService.deleteDisplaySet(set.displaySetInstanceUID));
    removeResultImages(series.SeriesInstanceUID);
    throw new DiffusionError('INTERNAL', { measured: `${made?.length ?? 0} display sets for one result`, allowed: '1' });
  }
  return displaySet;
}

/** Changes what a result says of itself: its note, its tag in the viewports and the attributes that a later save writes. */
export function changeNote(uid: string, patch: Partial<Pick<ResultNote, 'strength' | 'provenance' | 'peeking'>>): ResultNote | undefined {
  const displaySet = host().services.displaySetService.getDisplaySetByUID(uid);
  if (!displaySet?.diffusionResult) return undefined;
  const note = (displaySet.diffusionResult = { ...displaySet.diffusionResult, ...patch });
  const positions = imageIdsOfResult(displaySet.SeriesInstanceUID).flatMap((id, index) => (note.unfinished.has(id) ? [] : [index + 1]));
  const DerivationDescription = derivation(note, note.partial ? positions : undefined);
  describeResult(displaySet.SeriesInstanceUID, { DerivationDescription });
  displaySet.instances?.forEach((instance) => Object.assign(instance, { DerivationDescription }));
  refreshTags(uid, note);
  return note;
}

/** Images of a result in the order of its source's, and whether a viewport shows it. */
export function imagesOf(uid: string): { imageIds: string[]; shown: boolean } {
  const { displaySetService, viewportGridService } = host().services;
  const displaySet = displaySetService.getDisplaySetByUID(uid);
  const panes = [...viewportGridService.getState().viewports.values()];
  const shown = panes.some(({ displaySetInstanceUIDs }) => displaySetInstanceUIDs?.includes(uid));
  return { imageIds: displaySet ? imageIdsOfResult(displaySet.SeriesInstanceUID) : [], shown };
}

/** Takes a result out of every viewport, out of the list and out of memory. */
export function removeResultDisplaySet(uid: string): void {
  const { displaySetService, viewportGridService } = host().services;
  const displaySet = displaySetService.getDisplaySetByUID(uid);
  if (!displaySet?.diffusionResult) return;
  const { sourceUID } = displaySet.diffusionResult;
  const updates = [...viewportGridService.getState().viewports.values()]
    .filter(({ displaySetInstanceUIDs }) => displaySetInstanceUIDs?.includes(uid))
    .map(({ viewportId }) => ({ viewportId, displaySetInstanceUIDs: [sourceUID] }));
  // A viewport that outlives its display set throws on the next event.
  if (updates.length > 0) void viewportGridService.setDisplaySetsForViewports(updates);
  displaySetService.deleteDisplaySet(uid);
  removeResultImages(displaySet.SeriesInstanceUID);
}
