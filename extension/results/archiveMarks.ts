import { isOwnSet } from '../host/activeSeries';
import { imagesIn } from '../host/displaySets';
import { onDisplaySetsAdded } from '../host/studyObjects';
import { markedThumbnail } from '../host/thumbnail';
import type { DisplaySet } from '../host/types';
import { ui } from '../i18n';

/** Pictures alone have thumbnails; reports, maps and masks are lines of text that begin with what they are. */
function mark(set: DisplaySet): void {
  if (set.diffusionResult || !isOwnSet(set)) return;
  const { getThumbnailSrc: own, displaySetInstanceUID: uid } = set;
  set.getThumbnailSrc = async (parts = {}) => {
    const images = imagesIn(uid);
    const src = (await own?.(parts)) ?? (await parts.getImageSrc?.(images[images.length >> 1] ?? ''));
    return markedThumbnail(src, ui.result.thumbnailMark);
  };
}

/** Gives the pictures that were filed earlier the mark of those that are made here: the list of series cuts their descriptions off. */
export const markArchived = (): (() => void) => onDisplaySetsAdded((sets) => sets.forEach(mark));
