import { host } from './host';

const POLL_MS = 50;
const PATIENCE_MS = 20_000;

export const viewportOf = (id: string) => host().services.cornerstoneViewportService.getCornerstoneViewport(id) ?? undefined;

const shown = (id: string) =>
  host().services.cornerstoneViewportService.getViewportInfo(id)?.getViewportData()?.data?.[0]?.displaySetInstanceUID;

/**
 * Waits until each viewport has its images: it may exist for a while without them, or with those of the display set it showed before.
 * False when they do not come, or when nobody waits for them any more.
 */
export async function mounted(ids: readonly string[], uids: readonly string[], wanted: () => boolean): Promise<boolean> {
  const pause = () => new Promise((resolve) => setTimeout(resolve, POLL_MS));
  // A page in the background mounts nothing: the time there does not count.
  for (let waited = 0; waited < PATIENCE_MS && wanted(); waited += document.hidden ? 0 : POLL_MS) {
    await pause();
    if (!ids.every((id, i) => viewportOf(id)?.getActors().length && shown(id) === uids[i])) continue;
    await pause();
    return wanted();
  }
  return false;
}
