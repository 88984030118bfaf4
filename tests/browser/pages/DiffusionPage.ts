import { expect, type Locator, type Page } from '@playwright/test';
import { type Base64Page, floatsOf } from './pixelText';

/** Per viewport: what is shown, and how. */
export interface ShownViewport {
  displaySet: string;
  slice: number;
  slices: number;
  zoom: number;
  window: { lower: number; upper: number };
}

/** The Diffusion mode as a reader uses it; every control by its data-cy. */
export class DiffusionPage {
  readonly panel: Locator;
  readonly denoise: Locator;
  readonly cancel: Locator;
  readonly keep: Locator;
  readonly discard: Locator;
  readonly job: Locator;
  readonly result: Locator;
  readonly backend: Locator;
  readonly reason: Locator;
  readonly error: Locator;
  readonly tag: Locator;
  readonly thumbnails: Locator;

  constructor(readonly page: Page) {
    const cy = (name: string) => page.locator(`[data-cy="${name}"]`);
    this.panel = cy('diffusion-panel');
    this.denoise = this.panel.locator('[data-cy="diffusion-denoise"]');
    this.cancel = cy('diffusion-cancel');
    this.keep = cy('diffusion-keep');
    this.discard = cy('diffusion-discard');
    this.job = cy('diffusion-job');
    this.result = cy('diffusion-result');
    this.backend = cy('diffusion-backend');
    this.reason = cy('diffusion-reason');
    this.error = cy('diffusion-error');
    this.tag = cy('diffusion-tag');
    this.thumbnails = page.locator('[data-cy="study-browser-thumbnail"]');
  }

  /** Opens a study and waits until the panel is there and the active image is drawn. */
  async open(url: string): Promise<void> {
    await this.page.goto(url);
    await expect(this.panel).toBeVisible();
    await expect(this.thumbnails.first()).toBeVisible();
    await this.drawn();
  }

  /** Waits until the first viewport has an image, by cornerstone's own word. */
  async drawn(): Promise<void> {
    await this.page.waitForFunction(() => {
      const { services } = window as unknown as { services?: Record<string, Record<string, (...a: unknown[]) => unknown>> };
      const grid = services?.['viewportGridService'];
      const id = grid?.['getActiveViewportId']?.() as string | undefined;
      const viewport =
        id && (services?.['cornerstoneViewportService']?.['getCornerstoneViewport']?.(id) as { getNumberOfSlices?(): number });
      return Boolean(viewport && (viewport.getNumberOfSlices?.() ?? 0) > 0);
    });
  }

  async openAdvanced(): Promise<void> {
    const details = this.panel.locator('[data-cy="diffusion-advanced"]');
    if (!(await details.evaluate((element: HTMLDetailsElement) => element.open))) await details.locator('summary').click();
  }

  async choose(control: 'model' | 'backend' | 'sampler', value: string): Promise<void> {
    if (control === 'backend') await this.backend.evaluate((element: HTMLDetailsElement) => (element.open = true));
    else await this.openAdvanced();
    await this.panel.locator(`[data-cy="diffusion-${control}"]`).locator('visible=true').first().waitFor();
    const select = this.panel.locator(`select[data-cy="diffusion-${control}"], [data-cy="diffusion-${control}"] select`).first();
    await select.selectOption(value);
  }

  async steps(count: number): Promise<void> {
    await this.openAdvanced();
    await this.panel.locator('input[data-cy="diffusion-steps"], [data-cy="diffusion-steps"] input').first().fill(String(count));
  }

  /** Image counts of the display sets in the study browser, in its order. */
  imageCounts(): Promise<number[]> {
    return this.page.evaluate(() => {
      interface Host {
        services: { displaySetService: { getActiveDisplaySets(): { numImageFrames?: number; instances?: unknown[] }[] } };
      }
      const { services } = window as unknown as Host;
      return services.displaySetService.getActiveDisplaySets().map((ds) => ds.instances?.length ?? ds.numImageFrames ?? 0);
    });
  }

  /** What each viewport shows, left to right. */
  viewports(): Promise<ShownViewport[]> {
    return this.page.evaluate(() => {
      interface Viewport {
        getNumberOfSlices(): number;
        getSliceIndex(): number;
        getZoom(): number;
        /** Nothing where a volume viewport has no volume yet (it is changing its layout). */
        getProperties(): { voiRange?: { lower: number; upper: number } } | undefined;
      }
      interface Host {
        services: {
          viewportGridService: { getState(): { viewports: Map<string, { viewportId: string; displaySetInstanceUIDs: string[] }> } };
          cornerstoneViewportService: { getCornerstoneViewport(id: string): Viewport };
          displaySetService: { getDisplaySetByUID(uid: string): { SeriesDescription?: string } };
        };
      }
      const { services } = window as unknown as Host;
      return [...services.viewportGridService.getState().viewports.values()].map(({ viewportId, displaySetInstanceUIDs }) => {
        const viewport = services.cornerstoneViewportService.getCornerstoneViewport(viewportId);
        const uid = displaySetInstanceUIDs[0];
        return {
          displaySet: (uid && services.displaySetService.getDisplaySetByUID(uid).SeriesDescription) ?? '',
          slice: viewport.getSliceIndex(),
          slices: viewport.getNumberOfSlices(),
          zoom: viewport.getZoom(),
          window: viewport.getProperties()?.voiRange ?? { lower: NaN, upper: NaN },
        };
      });
    });
  }

  /** Turns the wheel over the first viewport. */
  async scroll(pixels: number): Promise<void> {
    const [x, y] = await this.middle();
    await this.page.mouse.move(x, y);
    await this.page.mouse.wheel(0, pixels);
  }

  /**
   * Drags in the first viewport, again until that viewport has followed: cornerstone takes a press that comes too soon after another
   * one, or before its tools are bound to a new layout, for something else.
   */
  async drag(button: 'left' | 'right', right: number, down: number, follows: (viewport: ShownViewport) => unknown): Promise<void> {
    const shown = async () => JSON.stringify((await this.viewports()).slice(0, 1).map(follows));
    const before = await shown();
    const [x, y] = await this.middle();
    await expect(async () => {
      await this.page.mouse.move(x, y);
      await this.page.mouse.down({ button });
      await this.page.mouse.move(x + right, y + down, { steps: 5 });
      await this.page.mouse.up({ button });
      await expect.poll(shown, { timeout: 2_000 }).not.toBe(before);
    }).toPass({ timeout: 30_000 });
  }

  /** Draws with the tool in hand in the first viewport, again until the panel has noticed. */
  async paint(right: number, down: number): Promise<void> {
    const reason = await this.reason.textContent();
    const [x, y] = await this.middle();
    await expect(async () => {
      await this.page.mouse.move(x, y);
      await this.page.mouse.down();
      await this.page.mouse.move(x + right, y + down, { steps: 5 });
      await this.page.mouse.up();
      await expect(this.reason.filter({ hasText: reason ?? '' })).toHaveCount(0, { timeout: 2_000 });
    }).toPass({ timeout: 30_000 });
  }

  private async middle(): Promise<[number, number]> {
    const box = await this.page.locator('[data-cy="viewport-pane"]').first().boundingBox();
    if (!box) throw new Error('no viewport');
    return [box.x + box.width / 2, box.y + box.height / 2];
  }

  /** Pixels of one slice (0: the stack's first) of what the n-th viewport shows, modality units. */
  async pixels(viewport: number, slice: number): Promise<number[]> {
    const text = await this.page.evaluate(
      ([n, k]) => {
        interface Host {
          services: {
            viewportGridService: { getState(): { viewports: Map<string, { viewportId: string }> } };
            cornerstoneViewportService: { getCornerstoneViewport(id: string): { getImageIds(): string[] } };
          };
          cornerstone: { cache: { getImage(id: string): { voxelManager: { getScalarData(): ArrayLike<number> } } } };
        }
        const { services, cornerstone, base64Of } = window as unknown as Host & Base64Page;
        const id = [...services.viewportGridService.getState().viewports.values()][n]?.viewportId ?? '';
        const imageId = services.cornerstoneViewportService.getCornerstoneViewport(id).getImageIds()[k] ?? '';
        return base64Of(Float32Array.from(cornerstone.cache.getImage(imageId).voxelManager.getScalarData()));
      },
      [viewport, slice] as const,
    );
    return floatsOf(text);
  }
}
