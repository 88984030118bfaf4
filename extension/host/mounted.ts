import { displaySetOf } from './activeSeries';
import { host } from './host';

const POLL_MS = 50;
const PATIENCE_MS = 20_000;
const SHOW_PATIENCE_MS = 10_000;

const pause = () => new Promise((resolve) => setTimeout(resolve, POLL_MS));

export const viewportOf = (id: string) => host().services.cornerstoneViewportService.getCornerstoneViewport(id) ?? undefined;

const shown = (id: string) =>
  host().services.cornerstoneViewportService.getViewportInfo(id)?.getViewportData()?.data?.[0]?.displaySetInstanceUID;

/**
 * Waits until each viewport has its images: it may exist for a while without them, or with those of the display set it showed before.
 * False when they do not come, or when nobody waits for them any more.
 */
export async function mounted(ids: readonly string[], uids: readonly string[], wanted: () => boolean): Promise<boolean> {
  // A page in the background mounts nothing: the time there does not count.
  for (let waited = 0; waited < PATIENCE_MS && wanted(); waited += document.hidden ? 0 : POLL_MS) {
    await pause();
    if (!ids.every((id, i) => viewportOf(id)?.getActors().length && shown(id) === uids[i])) continue;
    await pause();
    return wanted();
  }
  return false;
}

/** Makes a series the one looked at: in the viewport that shows it, else in the active one. False when it does not appear in time. */
export async function showSeries(displaySetUID: string): Promise<boolean> {
  const { viewportGridService: grid, displaySetService } = host().services;
  if (!displaySetService.getDisplaySetByUID(displaySetUID)) return false;
  const showing = [...grid.getState().viewports.keys()].find((id) => displaySetOf(id)?.displaySetInstanceUID === displaySetUID);
  const viewportId = showing ?? grid.getActiveViewportId();
  if (viewportId === null) return false;
  if (showing === undefined) await grid.setDisplaySetsForViewports([{ viewportId, displaySetInstanceUIDs: [displaySetUID] }]);
  if (grid.getActiveViewportId() !== viewportId) grid.setActiveViewportId(viewportId);
  for (let waited = 0; waited < SHOW_PATIENCE_MS; waited += POLL_MS) {
    const there = shown(viewportId) === displaySetUID && grid.getActiveViewportId() === viewportId;
    // Once more when it is there: those who listen to the viewports are told a turn later.
    await pause();
    if (there) return true;
  }
  return false;
}
