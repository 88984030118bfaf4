import { type Locator, type Page } from '@playwright/test';
import { type Base64Page, greyOf } from './pixelText';

/** Grey values of what a viewport draws, without the text over it. */
export interface Drawn {
  width: number;
  height: number;
  grey: number[];
}

/** What a reader does with a result: strength, layouts, flicker. */
export class ComparePage {
  readonly blend: Locator;
  readonly flicker: Locator;
  readonly peek: Locator;
  readonly tags: Locator;
  readonly measures: Locator;
  readonly memory: Locator;
  /** Settings in place of those with which all samples would be the same. */
  readonly propose: Locator;

  constructor(readonly page: Page) {
    const cy = (name: string) => page.locator(`[data-cy="${name}"]`);
    this.blend = cy('diffusion-blend');
    this.flicker = cy('diffusion-flicker');
    this.peek = cy('diffusion-peek');
    this.tags = cy('diffusion-tag');
    this.measures = cy('diffusion-measures');
    this.memory = cy('diffusion-memory');
    this.propose = cy('diffusion-samples-propose');
  }

  layout(id: string): Locator {
    return this.page.locator(`[data-cy="diffusion-compare-${id}"]`);
  }

  async samples(count: number): Promise<void> {
    const details = this.page.locator('[data-cy="diffusion-advanced"]');
    if (!(await details.evaluate((element: HTMLDetailsElement) => element.open))) await details.locator('summary').click();
    await this.page.locator('input[data-cy="diffusion-samples"]').fill(String(count));
  }

  /** What each viewport's corner texts are written on, in the order of the viewports. */
  cornerGrounds(): Promise<string[][]> {
    return this.page.locator('[data-cy="viewport-pane"]').evaluateAll((panes) =>
      panes.map((pane) => {
        const texts = [...pane.querySelectorAll('.viewport-overlay span')].filter((text) => text.textContent !== '');
        return [...new Set(texts.map((text) => getComputedStyle(text).backgroundColor))];
      }),
    );
  }

  /** What stands in each viewport: its image number (undefined across the slices), and which side of the patient is on the left. */
  letters(): Promise<{ image?: number; side?: string }[]> {
    return this.page.locator('[data-cy="viewport-pane"]').evaluateAll((panes) =>
      panes.map((pane) => {
        const image = /I:\s*(\d+)/.exec([...pane.querySelectorAll('.viewport-overlay')].map((corner) => corner.textContent).join(' '))?.[1];
        const side = pane.querySelector('.left-mid .orientation-marker-value')?.textContent ?? '';
        return { ...(image && { image: Number(image) }), ...(side && { side }) };
      }),
    );
  }

  /** Instance numbers of the images that the viewports show, by the images themselves. */
  instances(): Promise<number[]> {
    return this.page.evaluate(() => {
      interface Host {
        services: {
          viewportGridService: { getState(): { viewports: Map<string, { viewportId: string }> } };
          cornerstoneViewportService: { getCornerstoneViewport(id: string): { getCurrentImageId(): string } };
        };
        cornerstone: { metaData: { get(type: string, id: string): { instanceNumber: number | string } } };
      }
      const { services, cornerstone } = window as unknown as Host;
      return [...services.viewportGridService.getState().viewports.values()].map(({ viewportId }) => {
        const imageId = services.cornerstoneViewportService.getCornerstoneViewport(viewportId).getCurrentImageId();
        return Number(cornerstone.metaData.get('generalImageModule', imageId).instanceNumber);
      });
    });
  }

  /** Grey values of all viewports, left to right and top to bottom, when two frames in a row are the same. */
  async drawn(): Promise<Drawn[]> {
    const found = await this.page.evaluate(async () => {
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      const read = () =>
        [...document.querySelectorAll<HTMLCanvasElement>('[data-cy="viewport-pane"] canvas.cornerstone-canvas')].map((canvas) => {
          const { width, height } = canvas;
          const copy = document.createElement('canvas');
          [copy.width, copy.height] = [width, height];
          const context = copy.getContext('2d', { willReadFrequently: true });
          context?.drawImage(canvas, 0, 0);
          const { data } = context?.getImageData(0, 0, width, height) ?? { data: new Uint8ClampedArray(0) };
          const grey = Uint8Array.from({ length: width * height }, (_, i) => data[4 * i] ?? 0);
          return { width, height, text: (window as unknown as Base64Page).base64Of(grey) };
        });
      let before = '';
      for (let n = 0; n < 60; n++) {
        await frame();
        await frame();
        const now = read();
        const all = now.map(({ text }) => text).join();
        if (all === before) return now;
        before = all;
      }
      throw new Error('the picture does not come to rest');
    });
    return found.map(({ width, height, text }) => ({ width, height, grey: greyOf(text) }));
  }

  /** Zoom, pan and slice of each viewport. */
  cameras(): Promise<string[]> {
    return this.page.evaluate(() => {
      interface Viewport {
        getCamera(): { focalPoint: number[]; parallelScale: number; viewPlaneNormal: number[] };
        getPan(): number[];
        getZoom(): number;
        getSliceIndex(): number;
        getProperties(): { voiRange?: unknown } | undefined;
      }
      interface Host {
        services: {
          viewportGridService: { getState(): { viewports: Map<string, unknown> } };
          cornerstoneViewportService: { getCornerstoneViewport(id: string): Viewport };
        };
      }
      const { services } = window as unknown as Host;
      return [...services.viewportGridService.getState().viewports.keys()].map((id) => {
        const viewport = services.cornerstoneViewportService.getCornerstoneViewport(id);
        const { focalPoint, parallelScale, viewPlaneNormal } = viewport.getCamera();
        const voiRange = viewport.getProperties()?.voiRange;
        return JSON.stringify([
          id,
          focalPoint,
          parallelScale,
          viewPlaneNormal,
          viewport.getPan(),
          viewport.getZoom(),
          viewport.getSliceIndex(),
          voiRange,
        ]);
      });
    });
  }

  /** Where the image that each viewport shows lies in the patient, mm; null in a plane that is not that of the slices. */
  places(): Promise<(number[] | null)[]> {
    return this.page.evaluate(() => {
      interface Host {
        services: {
          viewportGridService: { getState(): { viewports: Map<string, unknown> } };
          cornerstoneViewportService: { getCornerstoneViewport(id: string): { getCurrentImageId(): string | undefined } };
        };
        cornerstone: { metaData: { get(module: 'imagePlaneModule', id: string): { imagePositionPatient: number[] } | undefined } };
      }
      const { services, cornerstone } = window as unknown as Host;
      return [...services.viewportGridService.getState().viewports.keys()].map((id) => {
        const imageId = services.cornerstoneViewportService.getCornerstoneViewport(id).getCurrentImageId();
        return (imageId && cornerstone.metaData.get('imagePlaneModule', imageId)?.imagePositionPatient) || null;
      });
    });
  }

  /**
   * Moves the strength slider as a hand does, and counts animation frames until a viewport has drawn another picture.
   *
   * @param viewport whose canvas is watched, from the left
   */
  framesToPicture(strength: number, viewport: number): Promise<number> {
    return this.page.evaluate(
      async ([value, n]) => {
        const slider = document.querySelector<HTMLInputElement>('[data-cy="diffusion-blend"]');
        const canvas = document.querySelectorAll<HTMLCanvasElement>('[data-cy="viewport-pane"] canvas.cornerstone-canvas')[n];
        if (!slider || !canvas) throw new Error('no slider or no viewport');
        const copy = document.createElement('canvas');
        [copy.width, copy.height] = [canvas.width, canvas.height];
        const context = copy.getContext('2d', { willReadFrequently: true });
        const picture = () => {
          context?.drawImage(canvas, 0, 0);
          const data = context?.getImageData(0, 0, copy.width, copy.height).data ?? new Uint8ClampedArray(0);
          return data.reduce((sum, v, i) => (sum * 31 + v * (i % 97)) % 1e9, 7);
        };
        const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
        await frame();
        const before = picture();
        Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(slider, String(value));
        slider.dispatchEvent(new Event('input', { bubbles: true }));
        for (let frames = 1; frames < 60; frames++) {
          await frame();
          if (picture() !== before) return frames;
        }
        return Infinity;
      },
      [strength, viewport] as const,
    );
  }

  /** Messages sent to workers from now on: an evaluation needs one. */
  async countMessages(): Promise<() => Promise<number>> {
    await this.page.evaluate(() => {
      const counted = window as unknown as { sent?: number };
      counted.sent = 0;
      const prototypes = [Worker.prototype, MessagePort.prototype] as { postMessage: (...a: unknown[]) => void }[];
      for (const prototype of prototypes) {
        const post = prototype.postMessage;
        prototype.postMessage = function (this: unknown, ...rest: unknown[]) {
          const [message] = rest as [{ path?: string[] } | undefined];
          // Comlink's calls name the method that is called.
          if (message?.path?.includes('run')) counted.sent = (counted.sent ?? 0) + 1;
          post.apply(this, rest);
        };
      }
    });
    return () => this.page.evaluate(() => (window as unknown as { sent?: number }).sent ?? NaN);
  }
}
