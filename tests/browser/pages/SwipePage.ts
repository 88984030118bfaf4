import { expect, type Locator, type Page } from '@playwright/test';

/** How far, in grey levels, the pixels on screen are from those that a viewport draws; of the worst pixel. */
export interface Distance {
  original: number;
  result: number;
}

/** Rows that are compared, in shares of the height: neither OHIF's corners nor labels nor the grip lie there. */
const BAND = [0.3, 0.44] as const;
/** Columns beside the divider and at the borders that are left out, px. */
const MARGIN = 24;

/** The swipe divider over original and result. */
export class SwipePage {
  readonly toggle: Locator;
  readonly grip: Locator;
  readonly line: Locator;
  readonly labels: { left: Locator; right: Locator; warning: Locator };
  /** Everything of ours that lies over the viewer's grid. */
  readonly layer: Locator;

  constructor(readonly page: Page) {
    const cy = (name: string) => page.locator(`[data-cy="diffusion-swipe${name}"]`);
    this.toggle = cy('');
    this.grip = cy('-grip');
    this.line = cy('-line');
    this.layer = cy('-layer');
    this.labels = { left: cy('-left'), right: cy('-right'), warning: cy('-warning') };
  }

  /** Drags the grip to a share of the width. */
  async dragTo(share: number): Promise<void> {
    const [grip, layer] = [await this.grip.boundingBox(), await this.layer.boundingBox()];
    if (!grip || !layer) throw new Error('no divider');
    const y = grip.y + grip.height / 2;
    await this.page.mouse.move(grip.x + grip.width / 2, y);
    await this.page.mouse.down();
    await this.page.mouse.move(layer.x + share * layer.width, y + 30, { steps: 4 });
    await this.page.mouse.up();
  }

  async value(): Promise<number> {
    return Number(await this.grip.getAttribute('aria-valuenow'));
  }

  /** Pixels of the screen, left and right of the divider, beside those of the two viewports' own canvases. */
  async halves(): Promise<{ left: Distance; right: Distance }> {
    const clip = await this.page.locator('[data-cy="viewport-pane"] canvas.cornerstone-canvas').first().boundingBox();
    const line = await this.line.boundingBox();
    if (!clip || !line) throw new Error('no viewport or no divider');
    const screen = (await this.page.screenshot({ clip })).toString('base64');
    return this.page.evaluate(
      async ({ png, cut, band, margin }) => {
        const read = (image: CanvasImageSource, width: number, height: number) => {
          const copy = document.createElement('canvas');
          [copy.width, copy.height] = [width, height];
          const context = copy.getContext('2d', { willReadFrequently: true });
          context?.drawImage(image, 0, 0);
          return context?.getImageData(0, 0, width, height).data ?? new Uint8ClampedArray(0);
        };
        const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
        const { width, height } = bitmap;
        const canvases = [...document.querySelectorAll<HTMLCanvasElement>('[data-cy="viewport-pane"] canvas.cornerstone-canvas')];
        const sizes = canvases.map((canvas) => `${canvas.width} x ${canvas.height}`);
        if (sizes.some((size) => size !== `${width} x ${height}`)) throw new Error(`${sizes.join(', ')} for ${width} x ${height}`);
        const [shown, original, result] = [bitmap, ...canvases].map((image) => read(image, width, height));
        const far = (drawn: Uint8ClampedArray | undefined, from: number, to: number) => {
          let most = 0;
          for (let y = Math.round(band[0] * height); y < band[1] * height; y++)
            for (let x = Math.round(from); x < to; x++) {
              const i = 4 * (y * width + x);
              most = Math.max(most, Math.abs((shown?.[i] ?? NaN) - (drawn?.[i] ?? NaN)));
            }
          return most;
        };
        const [left, right] = [
          [margin, cut - margin],
          [cut + margin, width - margin],
        ].map(([from = 0, to = 0]) => ({ original: far(original, from, to), result: far(result, from, to) }));
        if (!left || !right) throw new Error('no halves');
        return { left, right };
      },
      { png: screen, cut: line.x - clip.x, band: BAND, margin: MARGIN },
    );
  }

  /** Left of the divider is the original and nothing else, right of it the result. */
  async isTrue(message: string): Promise<void> {
    const told = async () => {
      const { left, right } = await this.halves();
      const good = left.original <= 1 && left.result > 3 && right.result <= 1 && right.original > 3;
      return good ? 'true' : JSON.stringify({ left, right });
    };
    await expect.poll(told, { message, timeout: 20_000 }).toBe('true');
  }

  /** Lengths that are written over one of the two pictures. */
  lengths(viewport: number): Locator {
    return this.page.locator('[data-cy="viewport-pane"]').nth(viewport).locator('svg text').filter({ hasText: 'mm' });
  }

  /** Draws with the tool in hand, in shares of the picture; a first press may only make the viewport the active one. */
  async draw(from: [number, number], to: [number, number], release = true): Promise<void> {
    const box = await this.layer.boundingBox();
    if (!box) throw new Error('no divider');
    const at = ([x, y]: [number, number]): [number, number] => [box.x + x * box.width, box.y + y * box.height];
    await this.page.mouse.move(...at(from));
    await this.page.mouse.down();
    await this.page.mouse.move(...at(to), { steps: 8 });
    if (release) await this.page.mouse.up();
  }

  /** Puts the source into the viewport of the result, as a drop of its thumbnail does. */
  async showSourceInResult(): Promise<void> {
    await this.page.evaluate(() => {
      interface Pane {
        viewportId: string;
        displaySetInstanceUIDs: string[];
      }
      interface Host {
        services: {
          viewportGridService: { getState(): { viewports: Map<string, Pane> }; setDisplaySetsForViewports(panes: Pane[]): void };
        };
      }
      const { viewportGridService: grid } = (window as unknown as Host).services;
      const [source, result] = [...grid.getState().viewports.values()];
      if (!source || !result) throw new Error('no pair');
      grid.setDisplaySetsForViewports([{ viewportId: result.viewportId, displaySetInstanceUIDs: source.displaySetInstanceUIDs }]);
    });
  }

  /** Turns one of the two volumes to another plane. */
  async turnToSagittal(viewport: number): Promise<void> {
    await this.page.evaluate((n) => {
      interface Host {
        services: {
          viewportGridService: { getState(): { viewports: Map<string, unknown> } };
          cornerstoneViewportService: { getCornerstoneViewport(id: string): { setOrientation(plane: string): void; render(): void } };
        };
      }
      const { viewportGridService: grid, cornerstoneViewportService: viewports } = (window as unknown as Host).services;
      const shown = viewports.getCornerstoneViewport([...grid.getState().viewports.keys()][n] ?? '');
      shown.setOrientation('sagittal');
      shown.render();
    }, viewport);
  }

  /** Left borders of the viewports, px. */
  lefts(): Promise<number[]> {
    return this.page.locator('[data-cy="viewport-pane"]').evaluateAll((panes) => panes.map((pane) => pane.getBoundingClientRect().left));
  }

  /** What an ended swipe may not leave behind. */
  async isGone(): Promise<void> {
    await expect(this.page.locator('[data-cy^="diffusion-swipe-"]')).toHaveCount(0);
    await expect(this.toggle).toHaveAttribute('aria-pressed', 'false');
    expect(await this.page.evaluate(() => document.querySelectorAll('[style*="clip-path"]').length)).toBe(0);
  }
}
