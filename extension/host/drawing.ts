import { host } from './host';
import type { Annotation, Segmentation } from './toolTypes';

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

/** Everything that was drawn with cornerstone's annotation tools. */
export const annotations = (): Annotation[] => host().tools?.annotation.state.getAllAnnotations() ?? [];

/** What cornerstone keeps of one structure of an RTSTRUCT. */
interface ContourSet {
  segmentIndex?: number;
  frameOfReferenceUID?: string;
  contours: { points: ArrayLike<number>[] }[];
}

/** The closed contours of a segment as its file says them, mm in the patient coordinate system. */
export function fileContours({ representationData }: Segmentation, segment: number, frame: string | undefined): ArrayLike<number>[][] {
  return (representationData.Contour?.geometryIds ?? []).flatMap((id) => {
    const set = host().cornerstone.cache.getGeometry(id)?.data as ContourSet | undefined;
    if (set?.segmentIndex !== segment || (set.frameOfReferenceUID ?? frame) !== frame) return [];
    return set.contours.map(({ points }) => points);
  });
}

/** The group of ordinary viewports. */
const GROUP = 'default';

/** False where the mode does not have a tool of OHIF's. */
export const hasTool = (toolName: string): boolean => host().services.toolGroupService?.getToolGroup(GROUP)?.hasTool(toolName) ?? false;

/** Puts one of OHIF's tools into the reader's hand. */
export const takeTool = (toolName: string): void => void host().commands?.run('setToolActiveToolbar', { toolName });

/** A new segmentation with a segment to draw in, on the series of a viewport. */
export async function newLabelmap(viewportId: string, label: string): Promise<void> {
  await host().commands?.run('createLabelmapForViewport', { viewportId, options: { createInitialSegment: true, label } });
}
