import { host } from './host';

/** Events of cornerstone's tools after which other pixels may be marked than before. */
const ANNOTATION_EVENTS = ['ANNOTATION_ADDED', 'ANNOTATION_COMPLETED', 'ANNOTATION_MODIFIED', 'ANNOTATION_REMOVED'];
const SEGMENTATION_EVENTS = [
  'SEGMENTATION_ADDED',
  'SEGMENTATION_MODIFIED',
  'SEGMENTATION_DATA_MODIFIED',
  'SEGMENTATION_REMOVED',
  'SEGMENTATION_REPRESENTATION_MODIFIED',
];

/** Calls back whenever the reader draws, changes or removes an outline or a segment; often several times for one stroke. */
export function onDrawing(listener: () => void): () => void {
  const { tools, cornerstone, services } = host();
  const { segmentationService: segmentations } = services;
  const names = ANNOTATION_EVENTS.flatMap((name) => tools?.Enums.Events[name] ?? []);
  names.forEach((name) => cornerstone.eventTarget.addEventListener(name, listener));
  const subscriptions = segmentations
    ? SEGMENTATION_EVENTS.map((name) => segmentations.subscribe(segmentations.EVENTS[name] ?? name, listener))
    : [];
  return () => {
    names.forEach((name) => cornerstone.eventTarget.removeEventListener(name, listener));
    subscriptions.forEach((subscription) => subscription.unsubscribe());
  };
}
