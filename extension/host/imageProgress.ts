import { host } from './host';

/** Of the viewer's loader of DICOM images, for each part that arrives. */
const PROGRESS = 'cornerstoneimageloadprogress';

/** Calls back for each part of any image that arrives; returns what ends that. */
export function onImageProgress(beat: () => void): () => void {
  const { eventTarget } = host().cornerstone;
  eventTarget.addEventListener(PROGRESS, beat);
  return () => eventTarget.removeEventListener(PROGRESS, beat);
}
