import type { Locator, Page } from '@playwright/test';

/** One display set of the viewer, as far as a map is concerned. */
export interface MapSet {
  kind: string;
  images: number;
  outside: boolean;
  derivation: string;
}

interface Host {
  services: {
    displaySetService: {
      getActiveDisplaySets(): {
        imageIds?: string[];
        Modality: string;
        instances?: { DerivationDescription?: string }[];
        diffusionResult?: { kind: string; outside: boolean };
      }[];
    };
    segmentationService: {
      getSegmentations(): { segmentationId: string; representationData: { Labelmap: { imageIds: string[] } } }[];
    };
  };
  cornerstone: {
    cache: { getImage(id: string): { referencedImageId: string; voxelManager: { getScalarData(): Uint8Array } } };
    imageLoader: { loadAndCacheImage(id: string): Promise<{ voxelManager: { getScalarData(): Float32Array } }> };
  };
  extensionManager: { getActiveDataSource(): { getImageIdsForDisplaySet(set: object): string[] }[] };
  cornerstoneTools: { segmentation: { triggerSegmentationEvents: { triggerSegmentationDataModified(id: string): void } } };
}

/** The anomaly map as a reader makes it, and what came of it by the viewer's own word. */
export class AnomalyPage {
  readonly tab: Locator;
  readonly start: Locator;
  readonly doubts: Locator;
  readonly confirm: Locator;
  readonly checkBrain: Locator;
  readonly brain: Locator;
  readonly removeBrain: Locator;
  readonly facts: Locator;
  readonly advanced: Locator;
  readonly reconstructions: Locator;

  constructor(readonly page: Page) {
    const cy = (name: string) => page.locator(`[data-cy="${name}"]`);
    this.tab = cy('diffusion-task-anomaly');
    this.start = cy('diffusion-panel').locator('[data-cy="diffusion-anomaly"]');
    this.doubts = cy('diffusion-doubts');
    this.confirm = cy('diffusion-confirm');
    this.checkBrain = cy('diffusion-brain');
    this.removeBrain = cy('diffusion-brain-remove');
    this.brain = cy('diffusion-brain-mask');
    this.facts = cy('diffusion-anomaly-facts');
    this.advanced = cy('diffusion-panel').locator('[data-cy="diffusion-advanced"]');
    this.reconstructions = cy('diffusion-reconstructions');
  }

  sets(): Promise<MapSet[]> {
    return this.page.evaluate(() =>
      (window as unknown as Host).services.displaySetService
        .getActiveDisplaySets()
        .map(({ imageIds, instances, Modality, diffusionResult }) => ({
          // The viewer lists a segmentation beside its series.
          kind: diffusionResult?.kind ?? (Modality === 'SEG' ? 'segmentation' : 'source'),
          images: imageIds?.length || instances?.length || 0,
          outside: diffusionResult?.outside ?? false,
          derivation: instances?.[0]?.DerivationDescription ?? '',
        })),
    );
  }

  /** Values of one slice (from 0, in the viewer's order) of the map of a kind. */
  map(kind: string, slice: number): Promise<number[]> {
    return this.page.evaluate(
      async ([wanted, k]) => {
        const { services, cornerstone, extensionManager } = window as unknown as Host;
        const sets = services.displaySetService.getActiveDisplaySets();
        const set = sets.find(({ diffusionResult }) => (diffusionResult?.kind ?? 'source') === wanted);
        // A display set that no viewport has shown yet has no list of its own.
        const imageId = (set && extensionManager.getActiveDataSource()[0]?.getImageIdsForDisplaySet(set)[k]) ?? '';
        return Array.from((await cornerstone.imageLoader.loadAndCacheImage(imageId)).voxelManager.getScalarData());
      },
      [kind, slice] as const,
    );
  }

  /** Labels of one slice of the first segmentation; undefined where there is none. */
  labels(slice: number): Promise<number[] | undefined> {
    return this.page.evaluate((k) => {
      const { services, cornerstone } = window as unknown as Host;
      const source = services.displaySetService.getActiveDisplaySets()[0]?.imageIds?.[k];
      const ids = services.segmentationService.getSegmentations()[0]?.representationData.Labelmap.imageIds;
      const image = ids?.map((id) => cornerstone.cache.getImage(id)).find(({ referencedImageId }) => referencedImageId === source);
      return image && Array.from(image.voxelManager.getScalarData());
    }, slice);
  }

  /** What the brush's eraser does to one slice of the first segmentation: nothing is left of its upper half. */
  eraseUpperHalf(slice: number): Promise<void> {
    return this.page.evaluate((k) => {
      const { services, cornerstone, cornerstoneTools } = window as unknown as Host;
      const source = services.displaySetService.getActiveDisplaySets()[0]?.imageIds?.[k];
      const segmentation = services.segmentationService.getSegmentations()[0];
      if (!segmentation) throw new Error('no segmentation');
      for (const id of segmentation.representationData.Labelmap.imageIds) {
        const { referencedImageId, voxelManager } = cornerstone.cache.getImage(id);
        const labels = voxelManager.getScalarData();
        if (referencedImageId === source) labels.fill(0, 0, labels.length >> 1);
      }
      cornerstoneTools.segmentation.triggerSegmentationEvents.triggerSegmentationDataModified(segmentation.segmentationId);
    }, slice);
  }
}
