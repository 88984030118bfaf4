import { displaySetOf } from './activeSeries';
import { host } from './host';

const POLL_MS = 50;
const PATIENCE_MS = 10_000;

const shown = (id: string) =>
  host().services.cornerstoneViewportService.getViewportInfo(id)?.getViewportData()?.data?.[0]?.displaySetInstanceUID;

/** Makes a series the one looked at: in the viewport that shows it, else in the active one. False when it does not appear in time. */
export async function activateSeries(displaySetUID: string): Promise<boolean> {
  const { viewportGridService: grid, displaySetService } = host().services;
  if (!displaySetService.getDisplaySetByUID(displaySetUID)) return false;
  const showing = [...grid.getState().viewports.keys()].find((id) => displaySetOf(id)?.displaySetInstanceUID === displaySetUID);
  const viewportId = showing ?? grid.getActiveViewportId();
  if (viewportId === null) return false;
  if (showing === undefined) await grid.setDisplaySetsForViewports([{ viewportId, displaySetInstanceUIDs: [displaySetUID] }]);
  if (grid.getActiveViewportId() !== viewportId) grid.setActiveViewportId(viewportId);
  for (let waited = 0; waited < PATIENCE_MS; waited += POLL_MS) {
    const there = shown(viewportId) === displaySetUID && grid.getActiveViewportId() === viewportId;
    // Once more when it is there: those who listen to the viewports are told a turn later.
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    if (there) return true;
  }
  return false;
}
