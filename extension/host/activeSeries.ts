import { doubtsOf, type HeaderDoubts, oneOfEach } from '../../src/dicom/doubts';
import { isOwnResult } from '../../src/dicom/product';
import { naturalValues, texts } from '../../src/dicom/sourceHeader';
import { naturalObject } from '../../src/dicom/sourceImage';
import { factsOfHeader } from '../../src/rules/facts';
import type { Member } from '../../src/rules/members';
import { asUnitVectors } from '../../src/volume/vectors';
import type { SlicePlane, Vector3 } from '../../src/volume/Volume';
import { declaredPadding } from './declaredPadding';
import { memberAt } from './header';
import { host } from './host';
import type { ResultNote } from './resultNote';
import type { DisplaySet } from './types';

/** The series that the reader looks at, as far as it can be told without loading a pixel. */
export interface ActiveSeries {
  viewportId: string;
  displaySetUID: string;
  /** Series description, shown to the reader and nowhere else. */
  label: string;
  modality: string;
  samplesPerPixel: number;
  /** Whose images they are and what they show; in the viewer's order. */
  members?: readonly Member[];
  /** In the viewer's order; `planes` has the same order. */
  imageIds: string[];
  planes: (SlicePlane | undefined)[];
  /** Headers declare values that hold no image. */
  padded?: boolean;
  /** What the header says of the picture; read by rules and repeated nowhere. */
  look?: ReturnType<typeof factsOfHeader> & HeaderDoubts;
  /** Set when the series is a result of this visit. */
  result: ResultNote | undefined;
  /** It is a result of ours, of whatever visit. */
  own?: boolean;
}

interface ImagePlaneModule {
  imagePositionPatient?: number[];
  rowCosines?: number[];
  columnCosines?: number[];
  rowPixelSpacing?: number | null;
  columnPixelSpacing?: number | null;
  rows?: number;
  columns?: number;
  /** True when OHIF filled in a position, an orientation or a spacing that the file does not have. */
  usingDefaultValues?: boolean;
}

const vector = (numbers: number[] | undefined): Vector3 | undefined =>
  numbers && numbers.length >= 3 ? [Number(numbers[0]), Number(numbers[1]), Number(numbers[2])] : undefined;

/** undefined where position, orientation or spacing is missing in the file. */
export function planeOf(imageId: string): SlicePlane | undefined {
  const module = host().cornerstone.metaData.get('imagePlaneModule', imageId) as ImagePlaneModule | undefined;
  if (!module || module.usingDefaultValues || !module.rowPixelSpacing || !module.columnPixelSpacing) return undefined;
  const [position, rowCosines, columnCosines] = [module.imagePositionPatient, module.rowCosines, module.columnCosines].map(vector);
  if (!position || !rowCosines || !columnCosines || !module.rows || !module.columns) return undefined;
  const { rows, columns, rowPixelSpacing: rowSpacing, columnPixelSpacing: columnSpacing } = module;
  return { position, ...asUnitVectors({ rowCosines, columnCosines }), rows, columns, rowSpacing, columnSpacing };
}

export function imageIdsOf(displaySet: DisplaySet): string[] {
  if (displaySet.imageIds?.length) return [...displaySet.imageIds];
  return [...(host().extensionManager.getActiveDataSource()[0]?.getImageIdsForDisplaySet(displaySet) ?? [])];
}

/** The frame of reference of a series; undefined where the file names none. */
export const frameOf = (imageIds: readonly string[]): string | undefined =>
  (host().cornerstone.metaData.get('imagePlaneModule', imageIds[0] ?? '') as { frameOfReferenceUID?: string } | undefined)
    ?.frameOfReferenceUID;

/** Headers do not change while a study is open, and toolbar buttons ask on every viewport event. Gone with the display sets. */
const known = new WeakMap<
  DisplaySet,
  Pick<ActiveSeries, 'imageIds' | 'planes' | 'samplesPerPixel' | 'members' | 'padded' | 'look' | 'own'>
>();

type Header = Readonly<Record<string, unknown>>;

const textIn =
  (header: Header) =>
  (keyword: string): string =>
    typeof header[keyword] === 'string' ? header[keyword] : '';

/** Whether an archive's display set is a result of ours: pictures, and maps, masks and reports, whose images say nothing, or what their source says. */
export const isOwnSet = ({ instance, instances }: Pick<DisplaySet, 'instance' | 'instances'>): boolean =>
  [instance, instances?.[0]].some((header) => header !== undefined && isOwnResult(textIn(header)));

/** Of so many headers of a series it is tried whether they can be written: all of a long one would hold up the page. */
const TRIED = 24;

function headerOf(imageIds: readonly string[], displaySet: DisplaySet): Pick<ActiveSeries, 'look' | 'own'> {
  const headers = imageIds.map((imageId) => (host().cornerstone.metaData.get('instance', imageId) as Header | undefined) ?? {});
  const [header = {}] = headers;
  const objects = headers.map((one) => naturalObject(one));
  const tried = oneOfEach(objects);
  const step = Math.ceil(tried.length / TRIED) || 1;
  const values = (keyword: string) => texts(naturalValues(header), keyword);
  const look = {
    ...factsOfHeader(textIn(header), values),
    ...doubtsOf(
      objects,
      tried.filter((_, n) => n % step === 0),
    ),
  };
  return { look, own: isOwnResult(textIn(header)) || isOwnSet(displaySet) };
}

function facts(displaySet: DisplaySet) {
  const imageIds = imageIdsOf(displaySet);
  const before = known.get(displaySet);
  if (before && before.imageIds.length === imageIds.length && before.imageIds[0] === imageIds[0]) return before;
  const pixels =
    imageIds[0] && (host().cornerstone.metaData.get('imagePixelModule', imageIds[0]) as { samplesPerPixel?: number } | undefined);
  const found = {
    imageIds,
    planes: imageIds.map(planeOf),
    samplesPerPixel: (pixels || undefined)?.samplesPerPixel ?? 1,
    ...(!displaySet.diffusionResult && { members: imageIds.map(memberAt) }),
    padded: declaredPadding(imageIds) !== undefined,
    ...headerOf(imageIds, displaySet),
  };
  known.set(displaySet, found);
  return found;
}

export function displaySetOf(viewportId: string): DisplaySet | undefined {
  const { viewportGridService, displaySetService } = host().services;
  // The first display set is the picture; further ones are layers on top of it.
  const uid = viewportGridService.getDisplaySetsUIDsForViewport(viewportId)?.[0];
  return uid === undefined ? undefined : displaySetService.getDisplaySetByUID(uid);
}

export const activeViewportId = (): string | undefined => host().services.viewportGridService.getActiveViewportId() ?? undefined;

const seriesOf = (viewportId: string, displaySet: DisplaySet): ActiveSeries => ({
  viewportId,
  displaySetUID: displaySet.displaySetInstanceUID,
  label: displaySet.SeriesDescription?.trim() || `Series ${displaySet.SeriesNumber ?? ''}`.trim(),
  modality: displaySet.Modality ?? '',
  result: displaySet.diffusionResult,
  ...facts(displaySet),
});

/** undefined when the viewport is empty. */
export function activeSeries(viewportId = activeViewportId()): ActiveSeries | undefined {
  const displaySet = viewportId ? displaySetOf(viewportId) : undefined;
  return viewportId && displaySet ? seriesOf(viewportId, displaySet) : undefined;
}

/** What a task is done on: the series of a viewport; where that is a result, and its source is nowhere on screen to be chosen, the source. */
export function workedSeries(viewportId = activeViewportId()): ActiveSeries | undefined {
  const active = activeSeries(viewportId);
  const { viewportGridService: grid, displaySetService: sets } = host().services;
  const sourceUID = active?.result?.sourceUID;
  if (!active || sourceUID === undefined) return active;
  const onScreen = [...grid.getState().viewports.values()].some(({ displaySetInstanceUIDs }) => displaySetInstanceUIDs?.[0] === sourceUID);
  const source = onScreen ? undefined : sets.getDisplaySetByUID(sourceUID);
  return source ? seriesOf(active.viewportId, source) : active;
}

/** A series whether or not a viewport shows it; undefined once it is gone. */
export function seriesByUID(displaySetUID: string): ActiveSeries | undefined {
  const displaySet = host().services.displaySetService.getDisplaySetByUID(displaySetUID);
  const viewports = [...host().services.viewportGridService.getState().viewports.values()];
  const showing = viewports.find(({ displaySetInstanceUIDs }) => displaySetInstanceUIDs?.[0] === displaySetUID)?.viewportId;
  const viewportId = showing ?? activeViewportId();
  return displaySet && viewportId ? seriesOf(viewportId, displaySet) : undefined;
}

/** Where the slices of a series lie, in the viewer's order; no viewport is needed, and while a study opens there is none. */
export function planesOf(displaySetUID: string): Pick<ActiveSeries, 'planes' | 'samplesPerPixel'> | undefined {
  const displaySet = host().services.displaySetService.getDisplaySetByUID(displaySetUID);
  return displaySet && facts(displaySet);
}

/** Makes a viewport that shows a series the active one; nothing happens where none does. */
export function focusSeries(displaySetUID: string): void {
  const { viewportGridService: grid } = host().services;
  if (activeSeries()?.displaySetUID === displaySetUID) return;
  const found = [...grid.getState().viewports.values()].find(({ displaySetInstanceUIDs }) => displaySetInstanceUIDs?.[0] === displaySetUID);
  if (found) grid.setActiveViewportId(found.viewportId);
}

/** Image on screen; undefined in a plane that is not that of the slices. */
export function visibleImageId(viewportId: string): string | undefined {
  return host().services.cornerstoneViewportService.getCornerstoneViewport(viewportId)?.getCurrentImageId?.();
}

/** Calls back, at most once per task, when another viewport or series becomes active. */
export function onActiveSeriesChange(listener: () => void): () => void {
  const { viewportGridService: grid, cornerstoneViewportService: viewports, displaySetService: sets } = host().services;
  let waiting = false;
  const soon = () => {
    if (waiting) return;
    waiting = true;
    setTimeout(() => {
      waiting = false;
      listener();
    });
  };
  const subscriptions = [
    ...['ACTIVE_VIEWPORT_ID_CHANGED', 'GRID_STATE_CHANGED', 'VIEWPORTS_READY'].map((name) =>
      grid.subscribe(grid.EVENTS[name] ?? name, soon),
    ),
    viewports.subscribe(viewports.EVENTS.VIEWPORT_DATA_CHANGED ?? 'VIEWPORT_DATA_CHANGED', soon),
    ...['DISPLAY_SETS_CHANGED', 'DISPLAY_SETS_REMOVED'].map((name) => sets.subscribe(sets.EVENTS[name] ?? name, soon)),
  ];
  return () => subscriptions.forEach((subscription) => subscription.unsubscribe());
}
