import type { Locator, Page } from '@playwright/test';
import { type Base64Page, floatsOf } from './pixelText';

interface Host {
  services: {
    displaySetService: {
      getActiveDisplaySets(): { displaySetInstanceUID: string; SeriesDescription?: string; diffusionResult?: { kind: string } }[];
    };
    viewportGridService: {
      getActiveViewportId(): string;
      getState(): { viewports: Map<string, { displaySetInstanceUIDs?: string[] }> };
      setDisplaySetsForViewports(updates: { viewportId: string; displaySetInstanceUIDs: string[] }[]): void;
    };
  };
  cornerstone: { imageLoader: { loadAndCacheImage(id: string): Promise<{ voxelManager: { getScalarData(): ArrayLike<number> } }> } };
  extensionManager: { getActiveDataSource(): { getImageIdsForDisplaySet(set: object): string[] }[] };
}

/** Results that earlier visits have filed, as a reader finds them. */
export class FoundPage {
  readonly section: Locator;
  readonly cards: Locator;
  readonly hide: Locator;
  readonly show: Locator;
  readonly hidden: Locator;

  constructor(readonly page: Page) {
    this.section = this.cy('found');
    this.cards = this.cy('found-card');
    this.hide = this.cy('found-hide');
    this.show = this.cy('found-show');
    this.hidden = this.cy('found-hidden');
  }

  cy = (name: string): Locator => this.page.locator(`[data-cy="diffusion-${name}"]`);

  of(card: Locator, name: string): Locator {
    return card.locator(`[data-cy="diffusion-found-${name}"]`);
  }

  /** What a card says of its findings. */
  findings(card: Locator): Promise<{ text: string; verdict: string | null }[]> {
    return this.of(card, 'finding').evaluateAll((items) =>
      items.map((item) => ({ text: item.textContent ?? '', verdict: item.getAttribute('data-verdict') })),
    );
  }

  /** Pixels of all slices, in the viewer's order, of the part of a kind of a result that is live. */
  async pixels(kind: string): Promise<number[][]> {
    const texts = await this.page.evaluate(async (wanted) => {
      const { services, cornerstone, extensionManager, base64Of } = window as unknown as Host & Base64Page;
      const set = services.displaySetService.getActiveDisplaySets().find(({ diffusionResult }) => diffusionResult?.kind === wanted);
      const ids = (set && extensionManager.getActiveDataSource()[0]?.getImageIdsForDisplaySet(set)) ?? [];
      const images = await Promise.all(ids.map((id) => cornerstone.imageLoader.loadAndCacheImage(id)));
      return images.map(({ voxelManager }) => base64Of(Float32Array.from(voxelManager.getScalarData())));
    }, kind);
    return texts.map(floatsOf);
  }

  /** Kind of the result that the n-th viewport shows. */
  shown(n: number): Promise<string | undefined> {
    return this.page.evaluate((index) => {
      const { services } = window as unknown as Host;
      const uid = [...services.viewportGridService.getState().viewports.values()][index]?.displaySetInstanceUIDs?.[0];
      return services.displaySetService.getActiveDisplaySets().find((set) => set.displaySetInstanceUID === uid)?.diffusionResult?.kind;
    }, n);
  }

  /** Whether the pictures of the viewer's list of series carry the mark of our results, by their descriptions. */
  thumbnails(): Promise<{ text: string; marked: boolean }[]> {
    return this.page.locator('[data-cy="study-browser-thumbnail"]').evaluateAll((items) =>
      Promise.all(
        items.map(async (item) => {
          const image = item.querySelector('img');
          if (!image) return { text: item.textContent ?? '', marked: false };
          await image.decode();
          const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
          const context = canvas.getContext('2d')!;
          context.drawImage(image, 0, 0);
          const { data } = context.getImageData(0, 0, canvas.width / 3, canvas.height / 4);
          let amber = 0;
          for (let i = 0; i < data.length; i += 4) if (data[i]! > 200 && Math.abs(data[i + 1]! - 176) < 40 && data[i + 2]! < 110) amber++;
          return { text: item.textContent ?? '', marked: amber > 50 };
        }),
      ),
    );
  }

  /** Puts the n-th series whose description begins with a word, of the archive's own, into the active viewport. */
  async drop(word: string): Promise<void> {
    await this.page.evaluate((begin) => {
      const { services } = window as unknown as Host;
      const set = services.displaySetService
        .getActiveDisplaySets()
        .find(({ SeriesDescription, diffusionResult }) => !diffusionResult && SeriesDescription?.startsWith(begin));
      const { viewportGridService: grid } = services;
      grid.setDisplaySetsForViewports([
        { viewportId: grid.getActiveViewportId(), displaySetInstanceUIDs: [set?.displaySetInstanceUID ?? ''] },
      ]);
    }, word);
  }
}
