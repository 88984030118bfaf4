import type { InstancePointer } from '../../src/filing/references';
import { imageIdsOf } from './activeSeries';
import { frameOfImage, headerOf } from './header';
import { host } from './host';
import { imageIdsOfResult, removeResultImages } from './resultImages';
import type { ResultNote } from './resultNote';
import type { DisplaySet, Instance } from './types';

/** Display set of a series of results; undefined once it was removed. */
export const resultOfSeries = (seriesUID: string): DisplaySet | undefined =>
  host()
    .services.displaySetService.getActiveDisplaySets()
    .find((set) => set.diffusionResult && set.SeriesInstanceUID === seriesUID);

/** undefined once it was removed. */
export const displaySetByUID = (uid: string | undefined): DisplaySet | undefined =>
  uid === undefined ? undefined : host().services.displaySetService.getDisplaySetByUID(uid);

/** What a display set says of itself; undefined where it is none of ours. */
export const noteOf = (uid: string | undefined): ResultNote | undefined => displaySetByUID(uid)?.diffusionResult;

/** One note of each run whose result is in the viewer. */
export function runNotes(): ResultNote[] {
  const notes = host()
    .services.displaySetService.getActiveDisplaySets()
    .flatMap(({ diffusionResult }) => diffusionResult ?? []);
  return [...new Map(notes.map((note) => [note.runId, note])).values()];
}

/** Calls a display set something else in the viewer's list of series; its instances keep their description. */
export function renameDisplaySet(uid: string, name: string): void {
  const set = displaySetByUID(uid);
  if (!set || set.SeriesDescription === name) return;
  set.SeriesDescription = name;
  // Its pixels are as they were: viewports need not load it again.
  host().services.displaySetService.setDisplaySetMetadataInvalidated?.(uid, false);
}
/** What the first result in a viewport, as its picture or as colours on it, says of itself. */
export const resultIn = (viewportId: string): ResultNote | undefined =>
  host()
    .services.viewportGridService.getDisplaySetsUIDsForViewport(viewportId)
    ?.map(noteOf)
    .find((note) => note);

/** Images of a display set in the viewer's order; none once it was removed. */
export function imagesIn(uid: string): string[] {
  const displaySet = displaySetByUID(uid);
  return displaySet ? imageIdsOf(displaySet) : [];
}

/** The instance of an image, as a reference names it. */
export function pointerTo(imageId: string): InstancePointer {
  const header = headerOf(imageId);
  const text = (keyword: string) => {
    const value = header[keyword];
    return typeof value === 'string' ? value : '';
  };
  return {
    SOPClassUID: text('SOPClassUID'),
    SOPInstanceUID: text('SOPInstanceUID'),
    SeriesInstanceUID: text('SeriesInstanceUID'),
    frame: frameOfImage(imageId, header),
  };
}

/** Instance Number (0020,0013). */
export const instanceNumberOf = (imageId: string): number | undefined =>
  (host().cornerstone.metaData.get('generalImageModule', imageId) as { instanceNumber?: number } | undefined)?.instanceNumber;

/** Series of the studies in the viewer that are no results of this visit, with what identifies study and images in DICOM. */
export function sourcesInViewer(): { uid: string; studyUID: string; label: string; instanceUIDs: () => string[] }[] {
  const { metaData } = host().cornerstone;
  const instanceUID = (imageId: string) =>
    (metaData.get('instance', imageId) as { SOPInstanceUID?: string } | undefined)?.SOPInstanceUID ?? '';
  return host()
    .services.displaySetService.getActiveDisplaySets()
    .filter(({ diffusionResult, StudyInstanceUID }) => !diffusionResult && StudyInstanceUID)
    .map((set) => ({
      uid: set.displaySetInstanceUID,
      studyUID: set.StudyInstanceUID,
      label: set.SeriesDescription?.trim() || `${set.SeriesNumber ?? ''}`,
      instanceUIDs: () => imageIdsOf(set).map(instanceUID),
    }));
}

/** Series Numbers of all display sets of the study; or of those alone that come from the archive. */
export const seriesNumbers = (archived = false): unknown[] =>
  host()
    .services.displaySetService.getActiveDisplaySets()
    .filter(({ diffusionResult }) => !(archived && diffusionResult))
    .map((set) => set.SeriesNumber);

/**
 * Adds instances made here to the viewer's list of series.
 *
 * @returns the display set; the number of display sets that the viewer would have made of them where that is not one, and then there is none
 */
export function makeDisplaySet(instances: Instance[], settings: Record<string, unknown>): DisplaySet | number {
  const { displaySetService } = host().services;
  const made = displaySetService.makeDisplaySets(instances, { madeInClient: true, settings }) ?? [];
  const [displaySet] = made;
  if (displaySet && made.length === 1) return displaySet;
  made.forEach((set) => displaySetService.deleteDisplaySet(set.displaySetInstanceUID));
  return made.length;
}

/** Images of a result in the order of its source's, and whether a viewport shows it. */
export function imagesOf(uid: string): { imageIds: string[]; shown: boolean } {
  const displaySet = displaySetByUID(uid);
  const panes = [...host().services.viewportGridService.getState().viewports.values()];
  const shown = panes.some(({ displaySetInstanceUIDs }) => displaySetInstanceUIDs?.includes(uid));
  return { imageIds: displaySet ? imageIdsOfResult(displaySet.SeriesInstanceUID) : [], shown };
}

/** Takes a result out of every viewport, out of the list and out of memory; display sets of others are left alone. */
export function removeResultDisplaySet(uid: string): void {
  const { displaySetService, viewportGridService } = host().services;
  const displaySet = displaySetByUID(uid);
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
