import { aroundCommand } from './commands';
import { host } from './host';

/** The viewer's dialog draws this element into the picture, with all that lies in it, whatever is asked there. */
const PICTURE = '[data-viewport-uid="cornerstone-viewport-download-form"]';

/** What lies in a picture, and how it follows the size of it (px). */
export interface PictureMark {
  element: HTMLElement;
  fit: (size: { width: number; height: number }) => void;
}

/** Keeps a mark in the picture as long as the dialog is open; returns the undoing. */
function keepIn({ element, fit }: PictureMark): () => void {
  const size = new ResizeObserver(([entry]) => entry && fit(entry.contentRect));
  let seen = false;
  const look = () => {
    const picture = document.querySelector<HTMLElement>(PICTURE);
    if (!picture) return void (seen && stop());
    seen = true;
    if (element.parentElement === picture) return;
    picture.append(element);
    fit(picture.getBoundingClientRect());
    size.disconnect();
    size.observe(picture);
  };
  const changes = new MutationObserver(look);
  const stop = () => {
    changes.disconnect();
    size.disconnect();
    element.remove();
  };
  changes.observe(document.body, { childList: true, subtree: true });
  look();
  return stop;
}

/**
 * Lays a mark into every picture that is taken with the viewer's Capture, until the returned function is called.
 *
 * @param markOf what belongs into a picture of a viewport; undefined for nothing
 */
export function markPictures(markOf: (viewportId: string) => PictureMark | undefined): () => void {
  let leave: (() => void) | undefined;
  const undo = aroundCommand('CORNERSTONE', 'showDownloadViewportModal', (command, options) => {
    leave?.();
    leave = undefined;
    const viewportId = host().services.viewportGridService.getActiveViewportId();
    const mark = viewportId === null ? undefined : markOf(viewportId);
    const opened = command(options);
    if (mark) leave = keepIn(mark);
    return opened;
  });
  return () => {
    leave?.();
    undo();
  };
}
