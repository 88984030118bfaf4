import { expect, type Locator, type Page } from '@playwright/test';
import { DiffusionPage } from './DiffusionPage';

interface Viewer {
  commandsManager: { run(command: string, options: object): unknown };
  services: {
    viewportGridService: { getActiveViewportId(): string };
    segmentationService: { getSegmentations(): { segmentationId: string }[] };
    measurementService: { getMeasurements(): unknown[]; clearMeasurements(): void };
    displaySetService: { getActiveDisplaySets(): { instances?: { SOPInstanceUID: string }[]; diffusionResult?: unknown }[] };
  };
}

/** A document of the archive: its kind, what it measures and what it refers to. */
export interface StoredDocument {
  uid: string;
  modality: string;
  measures: string[];
  references: string[];
}

/** OHIF's own tools on a result: measurements, segmentations, reports and pictures. */
export class OwnToolsPage extends DiffusionPage {
  readonly orphan: Locator;
  readonly pictureTag: Locator;
  private readonly dialog: Locator;

  constructor(page: Page) {
    super(page);
    this.orphan = page.locator('[data-cy="diffusion-orphan"]');
    this.pictureTag = page.locator('[data-cy="diffusion-picture-tag"]');
    this.dialog = page.getByRole('dialog').filter({ visible: true });
  }

  async take(toolName: string): Promise<void> {
    await this.page.evaluate((name) => {
      (window as unknown as Viewer).commandsManager.run('setToolActiveToolbar', { toolName: name });
    }, toolName);
  }

  /** Makes the n-th viewport the active one and draws there with the tool in hand, until there is one more measurement. */
  async measure(n: number, toolName: string): Promise<void> {
    await this.activate(n);
    await this.take(toolName);
    const before = await this.measurements();
    await expect(async () => {
      await this.dragIn(n);
      await expect.poll(() => this.measurements(), { timeout: 2_000 }).toBe(before + 1);
    }).toPass({ timeout: 30_000 });
  }

  /** The first press in a viewport that is not active only activates it. */
  async activate(n: number): Promise<void> {
    const [x, y] = await this.middleOf(n);
    await this.page.mouse.click(x + 5, y + 150);
  }

  async dragIn(n: number): Promise<void> {
    const [x, y] = await this.middleOf(n);
    await this.page.mouse.move(x - 40, y);
    await this.page.mouse.down();
    await this.page.mouse.move(x + 40, y + 20, { steps: 6 });
    await this.page.mouse.up();
  }

  measurements(): Promise<number> {
    return this.page.evaluate(() => (window as unknown as Viewer).services.measurementService.getMeasurements().length);
  }

  clearMeasurements(): Promise<void> {
    return this.page.evaluate(() => (window as unknown as Viewer).services.measurementService.clearMeasurements());
  }

  /** A segmentation on the series of the active viewport, painted with the brush in the n-th; its id. */
  async paintSegmentation(n: number): Promise<string> {
    await this.page.evaluate(async () => {
      const { commandsManager, services } = window as unknown as Viewer;
      await commandsManager.run('createLabelmapForViewport', { viewportId: services.viewportGridService.getActiveViewportId() });
    });
    await this.take('CircularBrush');
    await this.page.waitForTimeout(500);
    await this.dragIn(n);
    return this.page.evaluate(() => (window as unknown as Viewer).services.segmentationService.getSegmentations()[0]?.segmentationId ?? '');
  }

  /** From the panel of the measurements back to the workbench's. */
  openWorkbench(): Promise<void> {
    return this.page.locator('[data-cy="diffusion-btn"]').click();
  }

  /** OHIF's Create SR, up to its Save. */
  async createReport(): Promise<void> {
    await this.page.locator('[data-cy="panelMeasurement-btn"]').click();
    await this.page.getByText('Create SR').click();
    await this.save();
  }

  /** OHIF's own storing of a segmentation, up to its Save. */
  async storeSegmentation(segmentationId: string): Promise<void> {
    await this.page.evaluate((id) => {
      void (window as unknown as Viewer).commandsManager.run('storeSegmentation', { segmentationId: id });
    }, segmentationId);
    await this.save();
  }

  private save(): Promise<void> {
    return this.dialog.getByRole('button', { name: 'Save', exact: true }).click();
  }

  decide(choice: 'file' | 'source' | 'cancel'): Promise<void> {
    return this.page.locator(`[data-cy="diffusion-orphan-${choice}"]`).click();
  }

  /** The picture of the active viewport that OHIF's Capture saves, as bytes; `width` and `height` in pixels. */
  async capture(width: number, height: number, before: () => Promise<void> = () => Promise.resolve()): Promise<Buffer> {
    await this.page.locator('[data-cy="Capture-btn"]').click();
    const size = this.dialog.getByRole('textbox');
    await size.nth(1).fill(String(width));
    await size.nth(2).fill(String(height));
    // The viewer draws the picture again some time after a change.
    await this.page.waitForTimeout(1500);
    await before();
    const download = this.page.waitForEvent('download');
    await this.dialog.getByRole('button', { name: 'Save Image' }).click();
    const chunks: Buffer[] = [];
    for await (const chunk of await (await download).createReadStream()) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  }

  /** How many pixels of a picture (from x on, above y; shares of its size) have about the colour of the tag, as the browser decodes it. */
  amber(picture: Buffer, [x, y]: readonly [number, number] = [0.5, 0.25]): Promise<{ width: number; pixels: number }> {
    return this.page.evaluate(
      async ([text, left, bottom]) => {
        const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
        const image = await createImageBitmap(new Blob([bytes]));
        const canvas = new OffscreenCanvas(image.width, image.height);
        const context = canvas.getContext('2d')!;
        context.drawImage(image, 0, 0);
        const at = Math.round(left * image.width);
        const { data } = context.getImageData(at, 0, image.width - at, Math.round(bottom * image.height));
        let pixels = 0;
        for (let i = 0; i < data.length; i += 4) {
          const [r = 0, g = 0, b = 0] = data.subarray(i, i + 3);
          if (r > 200 && Math.abs(g - 176) < 40 && b < 110) pixels++;
        }
        return { width: image.width, pixels };
      },
      [picture.toString('base64'), x, y] as const,
    );
  }

  /** SOP Instance UIDs of the series as it came from the archive, and of results. */
  instances(): Promise<{ source: string[]; result: string[] }> {
    return this.page.evaluate(() => {
      const sets = (window as unknown as Viewer).services.displaySetService.getActiveDisplaySets();
      const uids = (ours: boolean) =>
        sets
          .filter((set) => Boolean(set.diffusionResult) === ours)
          .flatMap(({ instances }) => instances ?? [])
          .map((one) => one.SOPInstanceUID);
      return { source: uids(false), result: uids(true) };
    });
  }

  /** SOP Instance UIDs of all images in the archive's study. */
  archived(): Promise<string[]> {
    return this.page.evaluate(async () => {
      type Json = Record<string, { Value?: string[] }>;
      const study = `/dicomweb/studies/${new URL(location.href).searchParams.get('StudyInstanceUIDs')}/series`;
      const get = async (path: string) => (await (await fetch(study + path)).json()) as Json[];
      const found: string[] = [];
      for (const series of await get(''))
        if (series['00080060']?.Value?.[0] === 'MR')
          for (const one of await get(`/${series['0020000E']?.Value?.[0]}/metadata`)) found.push(one['00080018']?.Value?.[0] ?? '');
      return found;
    });
  }

  /** Everything in the archive's study that is no image of a scanner. */
  documents(): Promise<StoredDocument[]> {
    return this.page.evaluate(async () => {
      interface Element {
        Value?: unknown[];
      }
      type Json = Record<string, Element>;
      const study = `/dicomweb/studies/${new URL(location.href).searchParams.get('StudyInstanceUIDs')}/series`;
      const get = async (path: string) => (await (await fetch(study + path)).json()) as Json[];
      const first = (json: Json, tag: string) => json[tag]?.Value?.[0];
      const visit = (json: Json, found: StoredDocument): StoredDocument => {
        const uid = first(json, '00081155');
        if (typeof uid === 'string') found.references.push(uid);
        if (first(json, '0040A040') === 'NUM') found.measures.push(String(first(first(json, '0040A043') as Json, '00080104')));
        for (const { Value } of Object.values(json))
          for (const item of Value ?? []) if (typeof item === 'object' && item !== null) visit(item as Json, found);
        return found;
      };
      const made: StoredDocument[] = [];
      for (const series of await get('')) {
        const modality = String(first(series, '00080060'));
        if (modality === 'MR') continue;
        for (const instance of await get(`/${String(first(series, '0020000E'))}/metadata`))
          made.push(visit(instance, { uid: String(first(instance, '00080018')), modality, measures: [], references: [] }));
      }
      return made;
    });
  }

  private async middleOf(n: number): Promise<[number, number]> {
    const box = await this.page.locator('[data-cy="viewport-pane"]').nth(n).boundingBox();
    if (!box) throw new Error('no viewport');
    return [box.x + box.width / 2, box.y + box.height / 2];
  }
}
