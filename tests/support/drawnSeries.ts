import { bindHost } from '../../extension/host/host';
import type { Annotation, Segmentation } from '../../extension/host/toolTypes';
import type { ExtensionContext } from '../../extension/host/types';
import { stackAs } from './stackAs';

/** Three slices of 8 × 8 pixels of 1 × 2 mm, 5 mm apart, listed from head to feet. */
export const IMAGES = ['a', 'b', 'c'];
export const size = { rows: 8, columns: 8, spacing: [1, 2, 5] } as const;
export const stack = stackAs([2, 1, 0], size);
export const grid = { rows: 8, columns: 8, stack };
export const plane = (z: number) => ({
  position: [10, 20, z] as const,
  rowCosines: [1, 0, 0] as const,
  columnCosines: [0, 1, 0] as const,
  rows: 8,
  columns: 8,
  rowSpacing: 2,
  columnSpacing: 1,
});
export const series = { imageIds: IMAGES, planes: [plane(10), plane(5), plane(0)] };
/** Pixels to mm. */
export const at = (column: number, row: number, z: number) => [10 + column, 20 + 2 * row, z];
export const marked = (...pixels: number[]) => {
  const mask = new Uint8Array(64);
  pixels.forEach((i) => (mask[i] = 1));
  return mask;
};
export const list = (mask: Uint8Array | undefined) => [...(mask ?? [])].flatMap((v, i) => (v ? [i] : []));

/** As much of the viewer as drawings touch. */
export function viewer({
  labels = {},
  segmentations = [],
  annotations = [],
  active = '',
}: {
  labels?: Record<string, { referencedImageId?: string; data: Uint8Array }>;
  segmentations?: Segmentation[];
  annotations?: Annotation[];
  active?: string;
}) {
  const listeners: (() => void)[] = [];
  const cornerstone = {
    cache: {
      getImage: (id: string) =>
        labels[id] && { referencedImageId: labels[id].referencedImageId, voxelManager: { getScalarData: () => labels[id]?.data } },
      getVolume: (id: string) => (id === 'volume' ? { imageIds: Object.keys(labels) } : undefined),
    },
    metaData: { get: () => ({ frameOfReferenceUID: 'frame' }) },
    eventTarget: { addEventListener: (_: string, listener: () => void) => listeners.push(listener), removeEventListener: () => undefined },
  };
  const cornerstoneTools = {
    annotation: { state: { getAllAnnotations: () => annotations } },
    Enums: { Events: { ANNOTATION_COMPLETED: 'done' } },
  };
  const segmentationService = {
    EVENTS: {},
    subscribe: () => ({ unsubscribe: () => undefined }),
    getSegmentations: () => segmentations,
    getActiveSegmentation: () => segmentations.find(({ segmentationId }) => segmentationId === active),
  };
  const extensionManager = { getModuleEntry: () => ({ exports: { getCornerstoneLibraries: () => ({ cornerstone, cornerstoneTools }) } }) };
  const displaySetService = { getDisplaySetByUID: () => undefined };
  bindHost({ servicesManager: { services: { segmentationService, displaySetService } }, extensionManager } as unknown as ExtensionContext);
  return { draw: () => listeners.forEach((listener) => listener()) };
}

export const segmentation = (
  segmentationId: string,
  data: Segmentation['representationData']['Labelmap'],
  segments: Segmentation['segments'],
) => ({
  segmentationId,
  label: segmentationId,
  segments,
  representationData: { Labelmap: data ?? {} },
});
