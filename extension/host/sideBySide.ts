import { isPicture } from '../../src/results/kinds';
import type { Vector3 } from '../../src/volume/Volume';
import { SCHEME } from './ids';
import { displaySetOf, visibleImageId } from './activeSeries';
import { displaySetByUID, imagesIn, noteOf } from './displaySets';
import { host } from './host';
import { alignViewports, linkViewports } from './link';
import { mounted, viewportOf } from './mounted';
import { announceCamera, faceSlices, goTo, kindOf, type Pane, SHARED, specOf } from './pane';
import { partnerOf } from './resultImages';
import { onPlaneChange, showOnePlane, stackedPlaces, unstack } from './stacked';
import { pinWindow, type ValueRange, windowOfImage, windowOfViewport } from './window';

export interface Arrangement {
  /** What the caller calls it. */
  name?: string | undefined;
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
  /** Point of the patient, mm, that planes across the slices open at, given the image of the source that the others show. */
  pointOn?: ((imageId: string | undefined) => Vector3 | undefined) | undefined;
  /** Planes across the slices, and layers on a picture, need volume viewports. */
  volumes?: boolean;
  /** Each pane as large as the grid, one upon the other: which is seen where is for the caller to say (host/swipeDivider.ts). */
  stacked?: boolean;
  /** Called once when the link ends: by a later arrangement, by the reader, or with the mode. */
  onClosed?: () => void;
}

export type Pair = Pick<Arrangement, 'name' | 'sourceUID' | 'fromViewportId' | 'fallbackWindow' | 'at'> & { resultUID: string };

function middleImageId(uid: string): string | undefined {
  const imageIds = imagesIn(uid);
  return imageIds[imageIds.length >> 1];
}

/** The image of a display set that shows the same slice as one of its source. */
function partnerIn(uid: string, sourceUID: string, sourceImageId: string): string | undefined {
  if (uid === sourceUID) return sourceImageId;
  const displaySet = displaySetByUID(uid);
  return displaySet && partnerOf(sourceImageId, displaySet.SeriesInstanceUID);
}

/** The window at hand, where the viewport shows a picture in the source's units. */
function windowFrom(viewportId: string | undefined): ValueRange | undefined {
  if (viewportId === undefined) return undefined;
  const kind = displaySetOf(viewportId)?.diffusionResult?.kind;
  return kind === undefined || isPicture(kind) ? windowOfViewport(viewportId) : undefined;
}

/** What the viewer's grid shows, and where: two of these are equal while nobody has chosen another layout or another series. */
export function layoutKey(): string {
  const { layout, viewports } = host().services.viewportGridService.getState();
  return JSON.stringify([
    layout,
    [...viewports.values()].map(({ viewportId, displaySetInstanceUIDs }) => [viewportId, displaySetInstanceUIDs?.[0]]),
  ]);
}

/** Display sets beside each other in the viewer's grid, linked. One arrangement at a time; it ends with the visit. */
export class SideBySide {
  private unlink: (() => void) | undefined;
  /** Counts the calls: a later one makes an earlier one, still waiting for its viewports, give up. */
  private latest = 0;

  /** @param onShown hears the name of the arrangement that is on screen, undefined once none is */
  constructor(private readonly onShown: (name: string | undefined) => void = () => undefined) {}

  /** Ends the link; the viewports stay. */
  close(): void {
    this.latest += 1;
    this.unlink?.();
    this.unlink = undefined;
  }

  /**
   * Several display sets of one geometry beside each other: same kind of viewport, same slice, same window where they share one, then linked.
   * Returns the ids of the viewports; undefined when a later call, or the reader, came in between.
   */
  async arrange(arrangement: Arrangement): Promise<string[] | undefined> {
    const { sourceUID, panes, columns, fromViewportId, fallbackWindow, at, volumes = false, stacked = false } = arrangement;
    this.close();
    const turn = this.latest;
    const uids = panes.map(({ displaySetUIDs }) => displaySetUIDs[0]);
    const known = [sourceUID, ...uids];
    const from =
      fromViewportId !== undefined && known.includes(displaySetOf(fromViewportId)?.displaySetInstanceUID ?? '')
        ? fromViewportId
        : undefined;
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
    if (!(await mounted(ids, uids, () => turn === this.latest))) {
      if (stacked && turn === this.latest) unstack(ids);
      return undefined;
    }
    panes.forEach((pane, i) => {
      const viewport = viewportOf(ids[i] ?? '');
      if (!viewport) return;
      const own = sourceImageId === undefined ? undefined : partnerIn(pane.displaySetUIDs[0], sourceUID, sourceImageId);
      pinWindow(viewport, pane.window === SHARED ? shared : (windowOfImage(own) ?? fallbackWindow));
      if (!pane.orientation) {
        faceSlices(viewport, own);
        goTo(viewport, own);
      }
      viewport.render();
      announceCamera(viewport);
    });
    const point = arrangement.pointOn?.(sourceImageId);
    if (point) ids.forEach((id) => viewportOf(id)?.jumpToWorld?.([...point]));
    if (stacked) alignViewports(from !== undefined && ids.includes(from) ? from : ids[0], ids);
    this.unlink = this.watch(ids, uids, arrangement);
    this.onShown(arrangement.name);
    return ids;
  }

  /** Original left, a part of its result right; one that is not in the source's units has a window of its own. */
  async showPair({ sourceUID, resultUID, ...rest }: Pair): Promise<void> {
    const kind = noteOf(resultUID)?.kind;
    const panes: Pane[] = [
      { role: 'original', displaySetUIDs: [sourceUID], window: SHARED },
      { role: 'result', displaySetUIDs: [resultUID], window: kind === undefined || isPicture(kind) ? SHARED : kind },
    ];
    await this.arrange({ sourceUID, panes, columns: 2, ...rest });
  }

  /** Back to one viewport with the original. Does nothing when the screen shows anything but it and parts of the result, or none of these. */
  async leavePair(sourceUID: string, resultUIDs: readonly string[]): Promise<void> {
    const { viewportGridService: grid } = host().services;
    const panes = [...grid.getState().viewports.values()].map(({ displaySetInstanceUIDs }) => displaySetInstanceUIDs?.[0] ?? '');
    if (!panes.some((uid) => resultUIDs.includes(uid)) || !panes.every((uid) => uid === sourceUID || resultUIDs.includes(uid))) return;
    const [id = ''] = grid.getState().viewports.keys();
    const viewportType = kindOf(id);
    this.close();
    const turn = this.latest;
    await grid.setLayout({
      numRows: 1,
      numCols: 1,
      layoutType: 'grid',
      isHangingProtocolLayout: false,
      findOrCreateViewport: () => specOf(id, { role: 'original', displaySetUIDs: [sourceUID], window: SHARED }, viewportType),
    });
    // A volume that is taken out of memory while its viewport still draws it throws on the next resize.
    await mounted([id], [sourceUID], () => turn === this.latest);
  }

  /** Ends the link as soon as one of the viewports shows something else. */
  private watch(ids: readonly string[], uids: readonly string[], { panes, stacked = false, onClosed }: Arrangement): () => void {
    const { viewportGridService: grid } = host().services;
    const stop = linkViewports(panes.flatMap(({ window, orientation }, i) => (orientation ? [] : [{ id: ids[i] ?? '', window }])));
    const check = () => {
      const { viewports } = grid.getState();
      if (ids.every((id, i) => viewports.get(id)?.displaySetInstanceUIDs?.[0] === uids[i]) && (!stacked || showOnePlane(ids))) return;
      this.close();
      if (stacked) unstack(ids);
    };
    const subscription = grid.subscribe(grid.EVENTS.GRID_STATE_CHANGED ?? 'GRID_STATE_CHANGED', check);
    const stopPlanes = stacked ? onPlaneChange(ids, check) : undefined;
    return () => {
      subscription.unsubscribe();
      stopPlanes?.();
      stop();
      this.onShown(undefined);
      onClosed?.();
    };
  }
}
