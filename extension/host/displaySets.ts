import { imageIdsOf } from './activeSeries';
import { host } from './host';
import { imageIdsOfResult, removeResultImages } from './resultImages';
import type { ResultNote } from './resultNote';
import type { DisplaySet, Instance } from './types';

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

/** Images of a display set in the viewer's order; none once it was removed. */
export function imagesIn(uid: string): string[] {
  const displaySet = displaySetByUID(uid);
  return displaySet ? imageIdsOf(displaySet) : [];
}

/** OHIF lets the frames of a multi-frame instance inherit from it: all attributes of the chain, and no runtime property. */
export function headerOf(imageId: string): Record<string, unknown> {
  const instance = (host().cornerstone.metaData.get('instance', imageId) ?? {}) as Record<string, unknown>;
  const copy: Record<string, unknown> = {};
  for (const keyword in instance) if (/^[A-Z]/.test(keyword)) copy[keyword] = instance[keyword];
  return copy;
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

/** In the address of an image: the number of its frame, from 1. */
const FRAME = /(?:\/frames\/|[?&]frame=)(\d+)/;

/** Number of the frame, from 1, that an image of a multi-frame instance is; undefined where the instance has one alone. */
export function frameNumberOf(imageId: string, header: Readonly<Record<string, unknown>> = headerOf(imageId)): number | undefined {
  const frame = Number(header.NumberOfFrames ?? 1) > 1 ? FRAME.exec(imageId)?.[1] : undefined;
  return frame === undefined ? undefined : Number(frame);
}

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
