import { isPicture } from '../../src/results/Result';
import { SCHEME } from './ids';
import { displaySetOf, imageIdsOf, planeOf, visibleImageId } from './activeSeries';
import { host } from './host';
import { alignViewports, jumpTo, linkViewports } from './link';
import { mounted, viewportOf } from './mounted';
import { partnerOf } from './resultImages';
import { onPlaneChange, showOnePlane, stackedPlaces, unstack } from './stacked';
import type { ImageViewport, ViewportSpec } from './types';
import { pinWindow, type ValueRange, windowOfImage, windowOfViewport } from './window';

/** One viewport of an arrangement. */
export interface Pane {
  /** Part of the viewport's id; one of its kind in an arrangement. */
  role: string;
  /** The picture; further ones are layers on it. */
  displaySetUIDs: readonly [string, ...string[]];
  /** Panes of the same name share their window; `source` is the window at hand, the others start with that of their own images. */
  window: string;
  /** A plane other than that of the slices; such panes are linked in nothing but their window. */
  orientation?: 'axial' | 'sagittal' | 'coronal';
}

export interface Arrangement {
  sourceUID: string;
  /** Row by row. */
  panes: readonly Pane[];
  columns: number;
  /** Viewport whose slice, window and kind are carried over, when it shows one of the display sets. */
  fromViewportId?: string | undefined;
  /** Used when neither that viewport nor the file has a window. */
  fallbackWindow: ValueRange;
  /** Image of the source to begin with, in place of the one on screen. */
  at?: string | undefined;
  /** Planes across the slices, and layers on a picture, need volume viewports. */
  volumes?: boolean;
  /** Each pane as large as the grid, one upon the other: which is seen where is for the caller to say (host/swipeDivider.ts). */
  stacked?: boolean;
  /** Called once when the link ends: by a later arrangement, by the reader, or with the mode. */
  onClosed?: () => void;
}

export type Pair = Pick<Arrangement, 'sourceUID' | 'fromViewportId' | 'fallbackWindow' | 'at'> & { resultUID: string };

/** Window of the pictures in the source's units. */
export const SHARED = 'source';
let unlink: (() => void) | undefined;
/** Counts the calls: a later one makes an earlier one, still waiting for its viewports, give up. */
let latest = 0;

export function closePair(): void {
  latest += 1;
  unlink?.();
  unlink = undefined;
}

/** The kind of a viewport in the words of OHIF's layouts. */
const kindOf = (id: string) => (viewportOf(id)?.type.toLowerCase() === 'stack' ? 'stack' : 'volume');

function middleImageId(uid: string): string | undefined {
  const displaySet = host().services.displaySetService.getDisplaySetByUID(uid);
  const imageIds = displaySet ? imageIdsOf(displaySet) : [];
  return imageIds[imageIds.length >> 1];
}

/** A volume is sent to the place of the image: it may count its slices from the other end than its images. */
function goTo(viewport: ImageViewport, imageId: string | undefined): void {
  const imageIndex = imageId === undefined ? -1 : viewport.getImageIds().indexOf(imageId);
  if (imageId === undefined || imageIndex < 0) return;
  const place = viewport.type.toLowerCase() === 'stack' ? undefined : planeOf(imageId)?.position;
  if (place && viewport.jumpToWorld) viewport.jumpToWorld([...place]);
  else jumpTo(viewport, imageIndex);
}

/** Ends the link as soon as one of the viewports shows something else. */
function watch(ids: readonly string[], uids: readonly string[], { panes, stacked = false, onClosed }: Arrangement): () => void {
  const { viewportGridService: grid } = host().services;
  const stop = linkViewports(panes.flatMap(({ window, orientation }, i) => (orientation ? [] : [{ id: ids[i] ?? '', window }])));
  const check = () => {
    const { viewports } = grid.getState();
    if (ids.every((id, i) => viewports.get(id)?.displaySetInstanceUIDs?.[0] === uids[i]) && (!stacked || showOnePlane(ids))) return;
    closePair();
    if (stacked) unstack(ids);
  };
  const subscription = grid.subscribe(grid.EVENTS.GRID_STATE_CHANGED ?? 'GRID_STATE_CHANGED', check);
  const stopPlanes = stacked ? onPlaneChange(ids, check) : undefined;
  return () => {
    subscription.unsubscribe();
    stopPlanes?.();
    stop();
    onClosed?.();
  };
}

/** The image of a display set that shows the same slice as one of its source. */
function partnerIn(uid: string, sourceUID: string, sourceImageId: string): string | undefined {
  if (uid === sourceUID) return sourceImageId;
  const displaySet = host().services.displaySetService.getDisplaySetByUID(uid);
  return displaySet && partnerOf(sourceImageId, displaySet.SeriesInstanceUID);
}

/**
 * Several display sets of one geometry beside each other: same kind of viewport, same slice, same window where they share one, then linked.
 * Returns the ids of the viewports; undefined when a later call, or the reader, came in between.
 */
export async function arrange(arrangement: Arrangement): Promise<string[] | undefined> {
  const { sourceUID, panes, columns, fromViewportId, fallbackWindow, at, volumes = false, stacked = false } = arrangement;
  closePair();
  const turn = latest;
  const uids = panes.map(({ displaySetUIDs }) => displaySetUIDs[0]);
  const known = [sourceUID, ...uids];
  const from =
    fromViewportId !== undefined && known.includes(displaySetOf(fromViewportId)?.displaySetInstanceUID ?? '') ? fromViewportId : undefined;
  // Without a slice to go by (another plane, or none of them on screen) all start in the middle.
  const seen = at ?? (from === undefined ? undefined : visibleImageId(from)) ?? middleImageId(sourceUID);
  const sourceImageId = seen?.startsWith(`${SCHEME}:`) ? partnerOf(seen) : seen;
  const shared = windowFrom(from) ?? windowOfImage(sourceImageId) ?? fallbackWindow;
  const viewportType = volumes ? 'volume' : from === undefined ? 'stack' : kindOf(from);
  const ids = panes.map(({ role }) => `diffusion-${viewportType}-${role}`);
  await host().services.viewportGridService.setLayout({
    numRows: Math.ceil(panes.length / columns),
    numCols: columns,
    layoutType: 'grid',
    isHangingProtocolLayout: false,
    ...(stacked && { layoutOptions: stackedPlaces(panes.length) }),
    findOrCreateViewport: (position) => specOf(ids[position] ?? 'default', panes[position], viewportType),
  });
  if (!(await mounted(ids, uids, () => turn === latest))) {
    if (stacked && turn === latest) unstack(ids);
    return undefined;
  }
  panes.forEach((pane, i) => {
    const viewport = viewportOf(ids[i] ?? '');
    if (!viewport) return;
    const own = sourceImageId === undefined ? undefined : partnerIn(pane.displaySetUIDs[0], sourceUID, sourceImageId);
    pinWindow(viewport, pane.window === SHARED ? shared : (windowOfImage(own) ?? fallbackWindow));
    if (!pane.orientation) goTo(viewport, own);
    viewport.render();
    announceCamera(viewport);
  });
  if (stacked) alignViewports(from !== undefined && ids.includes(from) ? from : ids[0], ids);
  unlink = watch(ids, uids, arrangement);
  return ids;
}

/** OHIF writes a pane's orientation letters when its camera changes: a pane that opens where it stays would have none. */
function announceCamera(viewport: ImageViewport): void {
  const { triggerEvent, getEnabledElement, Enums } = host().cornerstone;
  const { element } = viewport;
  const enabled = getEnabledElement(element);
  if (!enabled) return;
  const { viewportId, renderingEngineId } = enabled;
  const camera = viewport.getCamera();
  triggerEvent(element, Enums.Events.CAMERA_MODIFIED, { element, viewportId, renderingEngineId, camera, previousCamera: camera });
}

/** The window at hand, where the viewport shows a picture in the source's units. */
function windowFrom(viewportId: string | undefined): ValueRange | undefined {
  if (viewportId === undefined) return undefined;
  const kind = displaySetOf(viewportId)?.diffusionResult?.kind;
  return kind === undefined || isPicture(kind) ? windowOfViewport(viewportId) : undefined;
}

function specOf(viewportId: string, pane: Pane | undefined, viewportType: string): ViewportSpec {
  return {
    displaySetInstanceUIDs: [...(pane?.displaySetUIDs ?? [])],
    displaySetOptions: (pane?.displaySetUIDs ?? []).map(() => ({})),
    viewportOptions: {
      viewportId,
      viewportType,
      // 'axial' would resample an oblique series.
      orientation: pane?.orientation ?? 'acquisition',
      toolGroupId: 'default',
      allowUnmatchedView: true,
    },
  };
}

/** Original left, a part of its result right; one that is not in the source's units has a window of its own. */
export async function showPair({ sourceUID, resultUID, ...rest }: Pair): Promise<void> {
  const kind = host().services.displaySetService.getDisplaySetByUID(resultUID)?.diffusionResult?.kind;
  const panes: Pane[] = [
    { role: 'original', displaySetUIDs: [sourceUID], window: SHARED },
    { role: 'result', displaySetUIDs: [resultUID], window: kind === undefined || isPicture(kind) ? SHARED : kind },
  ];
  await arrange({ sourceUID, panes, columns: 2, ...rest });
}

/** Back to one viewport with the original. Does nothing when the screen shows anything but it and parts of the result, or none of these. */
export async function leavePair(sourceUID: string, resultUIDs: readonly string[]): Promise<void> {
  const { viewportGridService: grid } = host().services;
  const panes = [...grid.getState().viewports.values()].map(({ displaySetInstanceUIDs }) => displaySetInstanceUIDs?.[0] ?? '');
  if (!panes.some((uid) => resultUIDs.includes(uid)) || !panes.every((uid) => uid === sourceUID || resultUIDs.includes(uid))) return;
  const [id = ''] = grid.getState().viewports.keys();
  const viewportType = kindOf(id);
  closePair();
  const turn = latest;
  await grid.setLayout({
    numRows: 1,
    numCols: 1,
    layoutType: 'grid',
    isHangingProtocolLayout: false,
    findOrCreateViewport: () => specOf(id, { role: 'original', displaySetUIDs: [sourceUID], window: SHARED }, viewportType),
  });
  // A volume that is taken out of memory while its viewport still draws it throws on the next resize.
  await mounted([id], [sourceUID], () => turn === latest);
}
