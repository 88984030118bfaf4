import { displaySetOf, imageIdsOf, visibleImageId } from './activeSeries';
import { host } from './host';
import { jumpTo, linkViewports } from './link';
import { partnerOf } from './resultImages';
import type { ImageViewport } from './types';
import { pinWindow, type ValueRange, windowOfImage, windowOfViewport } from './window';

export interface Pair {
  sourceUID: string;
  resultUID: string;
  /** Viewport whose slice, window and kind are carried over, when it shows one of the two. */
  fromViewportId?: string | undefined;
  /** Used when neither that viewport nor the file has a window. */
  fallbackWindow: ValueRange;
  /** Image of the source to begin with, in place of the one on screen. */
  at?: string | undefined;
  /** The right one is not a picture in the source's units: it keeps its own window. */
  ownWindow?: boolean | undefined;
}

const POLL_MS = 50;
const PATIENCE_MS = 20_000;
let unlink: (() => void) | undefined;
/** Counts the calls: a later one makes an earlier one, still waiting for its viewports, give up. */
let latest = 0;

export function closePair(): void {
  latest += 1;
  unlink?.();
  unlink = undefined;
}

const viewportOf = (id: string) => host().services.cornerstoneViewportService.getCornerstoneViewport(id) ?? undefined;
const shown = (id: string) =>
  host().services.cornerstoneViewportService.getViewportInfo(id)?.getViewportData()?.data?.[0]?.displaySetInstanceUID;

/** The kind of a viewport in the words of OHIF's layouts. */
const kindOf = (id: string) => (viewportOf(id)?.type.toLowerCase() === 'stack' ? 'stack' : 'volume');

function middleImageId(uid: string): string | undefined {
  const displaySet = host().services.displaySetService.getDisplaySetByUID(uid);
  const imageIds = displaySet ? imageIdsOf(displaySet) : [];
  return imageIds[imageIds.length >> 1];
}

/** A viewport may exist for a while without its images, or with those of the display set it showed before. */
async function mounted(ids: readonly string[], uids: readonly string[], turn: number): Promise<boolean> {
  const pause = () => new Promise((resolve) => setTimeout(resolve, POLL_MS));
  // A page in the background mounts nothing: the time there does not count.
  for (let waited = 0; waited < PATIENCE_MS && turn === latest; waited += document.hidden ? 0 : POLL_MS) {
    await pause();
    if (!ids.every((id, i) => viewportOf(id)?.getActors().length && shown(id) === uids[i])) continue;
    await pause();
    return turn === latest;
  }
  return false;
}

function goTo(viewport: ImageViewport, imageId: string | undefined): void {
  const imageIndex = imageId === undefined ? -1 : viewport.getImageIds().indexOf(imageId);
  if (imageIndex >= 0) jumpTo(viewport, imageIndex);
}

/** Ends the link as soon as one of the two viewports shows something else. */
function watch(ids: readonly [string, string], uids: readonly [string, string], window: boolean): () => void {
  const { viewportGridService: grid } = host().services;
  const stop = linkViewports(ids, { window });
  const subscription = grid.subscribe(grid.EVENTS.GRID_STATE_CHANGED ?? 'GRID_STATE_CHANGED', () => {
    const { viewports } = grid.getState();
    if (ids.some((id, i) => viewports.get(id)?.displaySetInstanceUIDs?.[0] !== uids[i])) closePair();
  });
  return () => {
    subscription.unsubscribe();
    stop();
  };
}

/** Original left, result right: same kind of viewport, same slice, same window, then linked. */
export async function showPair({ sourceUID, resultUID, fromViewportId, fallbackWindow, at, ownWindow = false }: Pair): Promise<void> {
  closePair();
  const turn = latest;
  const { viewportGridService: grid, displaySetService } = host().services;
  const result = displaySetService.getDisplaySetByUID(resultUID);
  const uids = [sourceUID, resultUID] as const;
  const from =
    fromViewportId !== undefined && uids.includes(displaySetOf(fromViewportId)?.displaySetInstanceUID ?? '') ? fromViewportId : undefined;
  // Without a slice to go by (another plane, or neither of the two on screen) both start in the middle.
  const seen = at ?? (from === undefined ? undefined : visibleImageId(from)) ?? middleImageId(sourceUID);
  const voiRange = (from === undefined ? undefined : windowOfViewport(from)) ?? windowOfImage(seen) ?? fallbackWindow;
  const viewportType = from === undefined ? 'stack' : kindOf(from);
  const ids = [`diffusion-${viewportType}-original`, `diffusion-${viewportType}-result`] as const;
  await grid.setLayout({
    numRows: 1,
    numCols: 2,
    layoutType: 'grid',
    isHangingProtocolLayout: false,
    findOrCreateViewport: (position) => ({
      displaySetInstanceUIDs: [uids[position] ?? resultUID],
      displaySetOptions: [{}],
      viewportOptions: {
        viewportId: ids[position] ?? ids[1],
        viewportType,
        // 'axial' would resample an oblique series.
        orientation: 'acquisition',
        toolGroupId: 'default',
        allowUnmatchedView: true,
      },
    }),
  });
  if (!(await mounted(ids, uids, turn))) return;
  ids.forEach((id, i) => {
    const viewport = viewportOf(id);
    if (!viewport) return;
    if (i === 0 || !ownWindow) pinWindow(viewport, voiRange);
    const partner = seen && result ? partnerOf(seen, result.SeriesInstanceUID) : undefined;
    const own = seen?.startsWith('diffusion:') ? [partner, seen] : [seen, partner];
    goTo(viewport, own[i]);
    viewport.render();
  });
  unlink = watch(ids, uids, !ownWindow);
}

/** Back to one viewport with the original, at the slice and window at hand. Does nothing when the pair is not on screen. */
export async function leavePair(sourceUID: string, resultUID: string): Promise<void> {
  const { viewportGridService: grid } = host().services;
  const panes = [...grid.getState().viewports.values()].map(({ displaySetInstanceUIDs }) => displaySetInstanceUIDs?.[0]);
  if (panes.length !== 2 || panes[0] !== sourceUID || panes[1] !== resultUID) return;
  const [id = ''] = grid.getState().viewports.keys();
  const viewportType = kindOf(id);
  closePair();
  await grid.setLayout({
    numRows: 1,
    numCols: 1,
    layoutType: 'grid',
    isHangingProtocolLayout: false,
    findOrCreateViewport: () => ({
      displaySetInstanceUIDs: [sourceUID],
      displaySetOptions: [{}],
      viewportOptions: {
        viewportId: id,
        viewportType,
        orientation: 'acquisition',
        toolGroupId: 'default',
        allowUnmatchedView: true,
      },
    }),
  });
}
