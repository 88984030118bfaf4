import { DiffusionError } from '../../src/core/errors';
import { derivationDescription, derivedHeader, type DerivedSeries } from '../../src/dicom/header';
import { naturalValues, sourceHeader } from '../../src/dicom/sourceHeader';
import { ui } from '../i18n';
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
  /** mm between slices, from their positions. */
  sliceSpacing: number;
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

/** The number of a frame in the address of its image, from 1. */
const FRAME = /(?:\/frames\/|[?&]frame=)(\d+)/;

function frameOf(imageId: string): number | undefined {
  const { NumberOfFrames: frames } = host().cornerstone.metaData.get('instance', imageId) as { NumberOfFrames?: number };
  const found = frames !== undefined && frames > 1 ? FRAME.exec(imageId)?.[1] : undefined;
  return found === undefined ? undefined : Number(found);
}

function makeInstance(sourceImageId: string, index: number, series: DerivedSeries, { windowCenter, windowWidth }: DisplayWindow): Instance {
  const source = attributesOf(sourceImageId);
  const plane = planeOf(sourceImageId);
  return {
    ...source,
    ...derivedHeader(series, {
      source: sourceHeader(naturalValues(source)),
      position: index + 1,
      frame: frameOf(sourceImageId),
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
  const { displaySetService } = host().services;
  const positions = finished.flatMap((whole, index) => (whole ? [index + 1] : []));
  const partial = positions.length < slices.length;
  const series = {
    ...{ kind: note.kind, sample: note.sample, provenance: note.provenance },
    partial: partial ? { finished: positions, slices: slices.length } : undefined,
    made: new Date(),
    seriesUid: newUid(),
    taken: displaySetService.getActiveDisplaySets().map((set) => set.SeriesNumber),
    sliceSpacing,
  };
  const entries = source.imageIds.map((sourceImageId, index) => {
    const instance = makeInstance(sourceImageId, index, series, window);
    instance.imageId = `${SCHEME}:${series.seriesUid}/${instance.SOPInstanceUID}`;
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
      outside: isOutside(note.provenance),
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
    removeResultImages(series.seriesUid);
    throw new DiffusionError('INTERNAL', { measured: `${made?.length ?? 0} display sets for one result`, allowed: '1' });
  }
  return displaySet;
}

/** Changes what a result says of itself: its note, its tag in the viewports and the attributes that a later save writes. */
export function changeNote(uid: string, patch: Partial<Pick<ResultNote, 'strength' | 'provenance' | 'peeking'>>): ResultNote | undefined {
  const displaySet = host().services.displaySetService.getDisplaySetByUID(uid);
  if (!displaySet?.diffusionResult) return undefined;
  const note = (displaySet.diffusionResult = { ...displaySet.diffusionResult, ...patch });
  const finished = imageIdsOfResult(displaySet.SeriesInstanceUID).flatMap((id, index) => (note.unfinished.has(id) ? [] : [index + 1]));
  const DerivationDescription = derivationDescription({ ...note, partial: note.partial ? { finished, slices: note.slices } : undefined });
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
