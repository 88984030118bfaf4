import { expect, type Locator } from '@playwright/test';
import type { DiffusionPage } from './DiffusionPage';

/** Mean colour of a small square, 0 to 255. */
export type Rgb = [number, number, number];

interface Viewport {
  canvas: HTMLCanvasElement;
  worldToCanvas(point: number[]): [number, number];
  getCamera(): { focalPoint: number[]; viewPlaneNormal: number[] };
  element: HTMLElement;
  type: string;
  jumpToWorld(point: number[]): void;
  getActors(): unknown[];
}
interface Host {
  services: {
    viewportGridService: {
      getState(): { viewports: Map<string, { viewportId: string; displaySetInstanceUIDs: string[] }> };
      setDisplaySetsForViewports(updates: { viewportId: string; displaySetInstanceUIDs: string[] }[]): void;
    };
    displaySetService: { getActiveDisplaySets(): { displaySetInstanceUID: string }[] };
    segmentationService: { getSegmentations(): { representationData: { Labelmap: { imageIds: string[] } } }[] };
    cornerstoneViewportService: { getCornerstoneViewport(id: string): Viewport };
  };
  cornerstone: { cache: { getImage(id: string): { voxelManager: { getScalarData(): ArrayLike<number> } } } };
}

/** The colour overlay of a result and its findings, as a reader uses them. */
export class OverlayPage {
  readonly toggle: Locator;
  readonly section: Locator;
  readonly planes: Locator;
  readonly colormap: Locator;
  readonly map: Locator;
  readonly legend: Locator;
  readonly findings: Locator;
  readonly findingItems: Locator;

  constructor(readonly diffusion: DiffusionPage) {
    const cy = (name: string) => diffusion.page.locator(`[data-cy="${name}"]`);
    this.toggle = cy('diffusion-overlay');
    this.section = cy('diffusion-overlay-section');
    this.planes = cy('diffusion-compare-overlayPlanes');
    this.colormap = cy('diffusion-colormap');
    this.map = cy('diffusion-overlay-map');
    this.legend = cy('diffusion-legend');
    this.findings = cy('diffusion-finding');
    this.findingItems = cy('diffusion-finding-item');
  }

  slider(name: 'overlay-opacity' | 'threshold' | 'overlay-upper'): Locator {
    return this.diffusion.page.locator(`[data-cy="diffusion-${name}"]`);
  }

  /** Runs the anomaly task on the series on screen. */
  async run(): Promise<void> {
    const { page, panel, result } = this.diffusion;
    await page.locator('[data-cy="diffusion-task-anomaly"]').check({ force: true });
    await panel.locator('[data-cy="diffusion-anomaly"]').click();
    await expect(result).toBeVisible({ timeout: 400_000 });
  }

  async show(): Promise<void> {
    // Ticked by what is on screen, not by the click.
    await this.toggle.click();
    await expect(this.section).toHaveAttribute('data-shown', 'true');
    await expect(this.legend.first()).toBeVisible();
  }

  /** The finding that keys act on. */
  get current(): Locator {
    return this.diffusion.page.locator('[data-cy="diffusion-finding-item"][aria-current="true"]');
  }

  /** Verdicts of the findings in the order of the list; null where nothing was said. */
  verdicts(): Promise<(string | null)[]> {
    return this.findingItems.evaluateAll((items) => items.map((item) => item.getAttribute('data-verdict')));
  }

  /** Moves a slider as the mouse does: one input event. */
  async set(name: Parameters<OverlayPage['slider']>[0], value: number): Promise<void> {
    await this.slider(name).fill(String(value));
    await this.settled();
  }

  /** Two frames of the page and one more for the viewport to draw. */
  async settled(): Promise<void> {
    await this.diffusion.page.evaluate(async () => {
      for (let frame = 0; frame < 3; frame++) await new Promise((resolve) => requestAnimationFrame(resolve));
    });
  }

  /** Index of the first viewport that shows a layer. */
  layered(): Promise<number> {
    return this.diffusion.page.evaluate(() => {
      const { viewports } = (window as unknown as Host).services.viewportGridService.getState();
      return [...viewports.values()].findIndex(({ displaySetInstanceUIDs }) => displaySetInstanceUIDs.length > 1);
    });
  }

  /** What the n-th viewport draws about a point of the patient (mm): the mean of a square of 5 pixels, from its canvas. */
  colour(viewport: number, point: number[]): Promise<Rgb> {
    return this.diffusion.page.evaluate(
      ([n, world]) => {
        const { services } = window as unknown as Host;
        const id = [...services.viewportGridService.getState().viewports.values()][n]?.viewportId ?? '';
        const viewport = services.cornerstoneViewportService.getCornerstoneViewport(id);
        const { canvas } = viewport;
        const [x, y] = viewport.worldToCanvas(world);
        const ratio = canvas.width / canvas.clientWidth;
        const data = canvas.getContext('2d')?.getImageData(Math.round(x * ratio) - 2, Math.round(y * ratio) - 2, 5, 5).data ?? [];
        const sum: [number, number, number] = [0, 0, 0];
        for (let i = 0; i < data.length; i += 4) for (const c of [0, 1, 2] as const) sum[c] += (data[i + c] ?? 0) / 25;
        return sum;
      },
      [viewport, point] as const,
    );
  }

  /** Frames of the page between an input of the threshold slider and the first changed picture of the n-th viewport. */
  async framesToPicture(viewport: number, threshold: number): Promise<number> {
    await this.settled();
    return this.diffusion.page.evaluate(
      ([n, value]) => {
        const { services } = window as unknown as Host;
        const id = [...services.viewportGridService.getState().viewports.values()][n]?.viewportId ?? '';
        const { element, canvas } = services.cornerstoneViewportService.getCornerstoneViewport(id);
        const slider = document.querySelector<HTMLInputElement>('[data-cy="diffusion-threshold"]');
        const sum = () =>
          canvas
            .getContext('2d')
            ?.getImageData(0, 0, canvas.width, canvas.height)
            .data.reduce((a, b) => a + b, 0);
        const before = sum();
        return new Promise<number>((resolve) => {
          let frames = 0;
          let done = false;
          const tick = () => {
            frames++;
            if (!done) requestAnimationFrame(tick);
          };
          const drawn = () => {
            if (done || sum() === before) return;
            done = true;
            element.removeEventListener('CORNERSTONE_IMAGE_RENDERED', drawn);
            resolve(frames);
          };
          element.addEventListener('CORNERSTONE_IMAGE_RENDERED', drawn);
          requestAnimationFrame(tick);
          // React looks at the value that the prototype's setter has written.
          Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(slider, String(value));
          slider?.dispatchEvent(new Event('input', { bubbles: true }));
        });
      },
      [viewport, threshold] as const,
    );
  }

  /** Voxels of segment 1 of the only segmentation. */
  segmentVoxels(): Promise<number> {
    return this.diffusion.page.evaluate(() => {
      const { services, cornerstone } = window as unknown as Host;
      const [segmentation] = services.segmentationService.getSegmentations();
      const imageIds = segmentation?.representationData.Labelmap.imageIds ?? [];
      const count = (id: string) => Array.from(cornerstone.cache.getImage(id).voxelManager.getScalarData()).filter((v) => v === 1).length;
      return imageIds.reduce((sum, id) => sum + count(id), 0);
    });
  }

  /** What sort each viewport is. */
  kinds(): Promise<string[]> {
    return this.diffusion.page.evaluate(() => {
      const { services } = window as unknown as Host;
      const ids = [...services.viewportGridService.getState().viewports.keys()];
      return ids.map((id) => services.cornerstoneViewportService.getCornerstoneViewport(id).type);
    });
  }

  /** How many volumes each viewport draws. */
  volumes(): Promise<number[]> {
    return this.diffusion.page.evaluate(() => {
      const { services } = window as unknown as Host;
      const ids = [...services.viewportGridService.getState().viewports.keys()];
      return ids.map((id) => services.cornerstoneViewportService.getCornerstoneViewport(id).getActors().length);
    });
  }

  /** Moves all viewports to a point of the patient, mm. */
  async jump(point: number[]): Promise<void> {
    await this.diffusion.page.evaluate((world) => {
      const { services } = window as unknown as Host;
      for (const id of services.viewportGridService.getState().viewports.keys())
        services.cornerstoneViewportService.getCornerstoneViewport(id).jumpToWorld(world);
    }, point);
    await this.settled();
  }

  /** Drops another series, the last one of the list, into the n-th viewport, as the list of series does. */
  async dropResult(viewport: number): Promise<void> {
    await this.diffusion.page.evaluate((n) => {
      const { services } = window as unknown as Host;
      const viewportId = [...services.viewportGridService.getState().viewports.keys()][n] ?? '';
      const uid = services.displaySetService.getActiveDisplaySets().at(-1)?.displaySetInstanceUID ?? '';
      services.viewportGridService.setDisplaySetsForViewports([{ viewportId, displaySetInstanceUIDs: [uid] }]);
    }, viewport);
  }

  /** Distance of the plane that each viewport shows from a point, mm. */
  distances(point: number[]): Promise<number[]> {
    return this.diffusion.page.evaluate((world) => {
      const { services } = window as unknown as Host;
      return [...services.viewportGridService.getState().viewports.values()].map(({ viewportId }) => {
        const viewport = services.cornerstoneViewportService.getCornerstoneViewport(viewportId);
        const { focalPoint, viewPlaneNormal } = viewport.getCamera();
        return Math.abs(world.reduce((sum, value, k) => sum + (value - (focalPoint[k] ?? 0)) * (viewPlaneNormal[k] ?? 0), 0));
      });
    }, point);
  }
}
