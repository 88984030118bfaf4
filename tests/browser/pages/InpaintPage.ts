import { expect, type Locator, type Page } from '@playwright/test';

/** A disc on some slices of the stack, in pixels. */
export interface Disc {
  column: number;
  row: number;
  radius: number;
  slices: number[];
}

/** What a filling did to its source: pixels that differ inside and outside a region, and the levels there. */
export interface Change {
  outside: number;
  inside: number;
  pixels: number;
  /** Mean and standard deviation of the result inside. */
  filled: [mean: number, deviation: number];
  /** The same of the source in a ring around the region. */
  ring: [mean: number, deviation: number];
}

interface Viewer {
  services: {
    displaySetService: {
      getActiveDisplaySets(): {
        displaySetInstanceUID: string;
        imageIds?: string[];
        instances: { imageId: string }[];
        diffusionResult?: { kind: string };
      }[];
    };
    segmentationService: {
      createLabelmapForDisplaySet(displaySet: object, options: object): Promise<string>;
      addSegmentationRepresentation(viewportId: string, options: object): Promise<void>;
      getSegmentation(id: string): { representationData: { Labelmap: { imageIds: string[] } } };
      getSegmentations(): { segmentationId: string }[];
      remove(id: string): void;
    };
    viewportGridService: { getActiveViewportId(): string };
    cornerstoneViewportService: { getCornerstoneViewport(id: string): { element: HTMLElement; getImageIds(): string[] } };
  };
  cornerstone: {
    cache: { getImage(id: string): { referencedImageId?: string; voxelManager: { getScalarData(): Uint8Array } } };
    imageLoader: { loadAndCacheImage(id: string): Promise<{ voxelManager: { getScalarData(): ArrayLike<number> } }> };
    metaData: { get(module: string, id: string): Record<string, number[] | number | string> };
  };
  cornerstoneTools: {
    segmentation: { triggerSegmentationEvents: { triggerSegmentationDataModified(id: string, slices: number[]): void } };
    annotation: { state: { addAnnotation(annotation: object, element: HTMLElement): void; removeAllAnnotations(): void } };
  };
}

declare const window: Viewer & typeof globalThis.window;

/** The Inpaint tab, and OHIF's own ways to draw a region. */
export class InpaintPage {
  readonly tab: Locator;
  readonly start: Locator;
  readonly region: Locator;
  readonly facts: Locator;
  readonly margin: Locator;
  readonly filling: Locator;
  readonly outlineToggle: Locator;
  readonly outlines: Locator;
  readonly samples: Locator;

  constructor(readonly page: Page) {
    const cy = (name: string) => page.locator(`[data-cy="diffusion-panel"] [data-cy="${name}"]`);
    this.tab = cy('diffusion-task-inpaint');
    this.start = cy('diffusion-inpaint');
    this.region = cy('diffusion-region');
    this.facts = cy('diffusion-region-facts');
    this.margin = cy('diffusion-margin');
    this.filling = cy('diffusion-filling');
    this.outlineToggle = cy('diffusion-outline-toggle');
    this.samples = cy('diffusion-samples');
    this.outlines = page.locator('svg[data-cy="diffusion-outline"] path[d^="M"]');
  }

  /** One plausible picture in place of the mean, drawn several times. */
  async plausible(samples: number, steps: number): Promise<void> {
    await this.page.locator('[data-cy="diffusion-inpaint-one"]').check({ force: true });
    await this.samples.fill(String(samples));
    const advanced = this.page.locator('[data-cy="diffusion-panel"] [data-cy="diffusion-advanced"]');
    if (!(await advanced.evaluate((element: HTMLDetailsElement) => element.open))) await advanced.locator('summary').click();
    await this.page.locator('[data-cy="diffusion-steps"]').fill(String(steps));
  }

  /** An empty segmentation of the source, or of the n-th result, shown in the active viewport: what the brush draws on. */
  addSegmentation(result = 0): Promise<string> {
    return this.page.evaluate(async (n) => {
      const { displaySetService, segmentationService, viewportGridService } = window.services;
      const sets = displaySetService.getActiveDisplaySets();
      const set = n === 0 ? sets[0] : sets.filter(({ diffusionResult }) => diffusionResult)[n - 1];
      if (!set) throw new Error('no display set');
      const options = { label: 'Lesions', segments: { 1: { label: 'Lesion', active: true } } };
      const segmentationId = await segmentationService.createLabelmapForDisplaySet(set, options);
      const viewportId = viewportGridService.getActiveViewportId();
      await segmentationService.addSegmentationRepresentation(viewportId, { segmentationId, type: 'Labelmap' });
      return segmentationId;
    }, result);
  }

  /** Marks a disc (a radius of Infinity: everything) in a segmentation, as the brush does. */
  mark(segmentationId: string, disc: Disc): Promise<void> {
    return this.page.evaluate(
      ([id, { column, row, radius, slices }, whole]) => {
        const { imageIds } = window.services.segmentationService.getSegmentation(id).representationData.Labelmap;
        const source = window.services.displaySetService
          .getActiveDisplaySets()
          .find(({ imageIds: own }) => own?.includes(window.cornerstone.cache.getImage(imageIds[0] ?? '').referencedImageId ?? ''));
        for (const slice of slices) {
          const wanted = source?.imageIds?.[slice];
          const own = imageIds.find((imageId) => window.cornerstone.cache.getImage(imageId).referencedImageId === wanted);
          const labels = window.cornerstone.cache.getImage(own ?? '').voxelManager.getScalarData();
          labels.forEach((_, i) => {
            if (whole || Math.hypot((i % 256) - column, Math.floor(i / 256) - row) <= radius) labels[i] = 1;
          });
        }
        window.cornerstoneTools.segmentation.triggerSegmentationEvents.triggerSegmentationDataModified(id, slices);
      },
      [segmentationId, disc, disc.radius === Infinity] as const,
    );
  }

  removeDrawings(): Promise<void> {
    return this.page.evaluate(() => {
      const { segmentationService } = window.services;
      for (const { segmentationId } of [...segmentationService.getSegmentations()]) segmentationService.remove(segmentationId);
      window.cornerstoneTools.annotation.state.removeAllAnnotations();
    });
  }

  /** An annotation on a slice (in the order of the display set), its points given in pixels; `closed` for freehand lines. */
  annotate(toolName: string, slice: number, points: [column: number, row: number][], closed?: boolean): Promise<void> {
    return this.page.evaluate(
      ([tool, index, pixels, isClosed]) => {
        const { viewportGridService, cornerstoneViewportService, displaySetService } = window.services;
        const imageId = displaySetService.getActiveDisplaySets()[0]?.imageIds?.[index] ?? '';
        const plane = window.cornerstone.metaData.get('imagePlaneModule', imageId);
        const [p, r, c] = ['imagePositionPatient', 'rowCosines', 'columnCosines'].map((name) => plane[name] as number[]);
        const world = pixels.map(([x, y]) =>
          [0, 1, 2].map(
            (k) =>
              (p?.[k] ?? 0) +
              x * Number(plane['columnPixelSpacing']) * (r?.[k] ?? 0) +
              y * Number(plane['rowPixelSpacing']) * (c?.[k] ?? 0),
          ),
        );
        const freehand = isClosed !== null;
        const annotation = {
          invalidated: true,
          highlighted: false,
          metadata: { toolName: tool, referencedImageId: imageId, FrameOfReferenceUID: plane['frameOfReferenceUID'] },
          data: {
            label: '',
            cachedStats: {},
            handles: { points: freehand ? [] : world, activeHandleIndex: null, textBox: { hasMoved: false } },
            ...(freehand && { contour: { polyline: world, closed: isClosed } }),
          },
        };
        const { element } = cornerstoneViewportService.getCornerstoneViewport(viewportGridService.getActiveViewportId());
        window.cornerstoneTools.annotation.state.addAnnotation(annotation, element);
      },
      [toolName, slice, points, closed ?? null] as const,
    );
  }

  /** Compares the n-th result with the source, over all slices; the region is a disc. */
  change(result: number, { column, row, radius, slices }: Disc): Promise<Change> {
    return this.page.evaluate(
      async ([n, x, y, r, marked]) => {
        const sets = window.services.displaySetService.getActiveDisplaySets();
        const [source, made] = [sets[0], sets.filter(({ diffusionResult }) => diffusionResult)[n - 1]];
        if (!source?.imageIds || !made) throw new Error('no display set');
        // Image ids are missing until a viewport has shown the set.
        const madeIds = made.imageIds ?? made.instances.map(({ imageId }) => imageId);
        const load = async (imageId: string) =>
          (await window.cornerstone.imageLoader.loadAndCacheImage(imageId)).voxelManager.getScalarData();
        const place = (imageId: string) =>
          (window.cornerstone.metaData.get('imagePlaneModule', imageId)['imagePositionPatient'] as number[]).join();
        const madeAt = new Map(madeIds.map((imageId) => [place(imageId), imageId]));
        const [filled, ring]: [number[], number[]] = [[], []];
        const out = { outside: 0, inside: 0, pixels: 0 };
        for (const [slice, imageId] of source.imageIds.entries()) {
          const [before, after] = [await load(imageId), await load(madeAt.get(place(imageId)) ?? '')];
          for (let i = 0; i < before.length; i++) {
            const distance = Math.hypot((i % 256) - x, Math.floor(i / 256) - y);
            const isInside = marked.includes(slice) && distance <= r;
            // As bits: 0 and -0 would differ, NaN would not hide.
            const differs = !Object.is(before[i], after[i]);
            if (isInside) out.pixels += 1;
            if (differs) out[isInside ? 'inside' : 'outside'] += 1;
            if (isInside) filled.push(after[i] ?? NaN);
            else if (marked.includes(slice) && distance <= r + 4) ring.push(before[i] ?? NaN);
          }
        }
        const levels = (values: number[]): [number, number] => {
          const mean = values.reduce((a, b) => a + b, 0) / values.length;
          return [mean, Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length)];
        };
        return { ...out, filled: levels(filled), ring: levels(ring) };
      },
      [result, column, row, radius, slices] as const,
    );
  }

  /** What the results in the list are, in its order. (A segmentation is in the list too.) */
  kinds(): Promise<string[]> {
    return this.page.evaluate(() =>
      window.services.displaySetService.getActiveDisplaySets().flatMap(({ diffusionResult }) => diffusionResult?.kind ?? []),
    );
  }

  /** Chooses the task and waits until the models are known. */
  async choose(): Promise<void> {
    await this.tab.check({ force: true });
    await expect(this.page.locator('[data-cy="diffusion-panel"] select[data-cy="diffusion-model"]')).toBeEnabled();
  }
}
