import { expect, type Locator, type Page } from '@playwright/test';
import { DiffusionPage } from './DiffusionPage';

interface HostSet {
  displaySetInstanceUID: string;
  SeriesInstanceUID: string;
  SeriesDescription?: string;
  instances?: Record<string, unknown>[];
  diffusionResult?: unknown;
}

interface HostPage {
  commandsManager: { run(name: string, options?: object): unknown };
  services: {
    displaySetService: { getActiveDisplaySets(): HostSet[] };
    viewportGridService: { setLayout(layout: object): unknown; getState(): { viewports: Map<string, unknown> } };
  };
}

/** What is around the tasks: queue, results, dialogs, toolbar group and the menus of thumbnails. */
export class ShellPage extends DiffusionPage {
  readonly cancelAll: Locator;
  readonly hint: Locator;
  readonly again: Locator;
  readonly card: Locator;
  readonly cardDialog: Locator;
  readonly diagnostics: Locator;
  readonly diagnosticsDialog: Locator;
  /** Exceptions of the page, and errors on its console. */
  readonly troubles: string[] = [];

  constructor(page: Page) {
    super(page);
    const cy = (name: string) => page.locator(`[data-cy="${name}"]`);
    this.cancelAll = cy('diffusion-cancel-all');
    this.hint = cy('diffusion-hint');
    this.again = cy('diffusion-again');
    this.card = cy('diffusion-card');
    this.cardDialog = cy('diffusion-card-dialog');
    this.diagnostics = cy('diffusion-diagnostics');
    this.diagnosticsDialog = cy('diffusion-diagnostics-dialog');
    page.on('pageerror', (error) => this.troubles.push(`exception: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error') this.troubles.push(`console: ${message.text()}`);
    });
  }

  run(command: string, options: object = {}): Promise<void> {
    return this.page.evaluate(
      ([name, given]) => {
        (window as unknown as HostPage).commandsManager.run(name, given);
      },
      [command, options] as const,
    );
  }

  /** Display sets in the order of the list, ours last. */
  sets(): Promise<{ uid: string; description: string; stored: string; ours: boolean }[]> {
    return this.page.evaluate(() =>
      (window as unknown as HostPage).services.displaySetService
        .getActiveDisplaySets()
        .map((set) => ({
          uid: set.displaySetInstanceUID,
          description: set.SeriesDescription ?? '',
          stored: (set.instances?.[0]?.['SeriesDescription'] as string | undefined) ?? '',
          ours: set.diffusionResult !== undefined,
        }))
        .sort((a, b) => Number(a.ours) - Number(b.ours)),
    );
  }

  /** Chooses an entry of the Diffusion menu of a thumbnail. */
  async thumbnailMenu(thumbnail: Locator, entry: string | RegExp): Promise<void> {
    await thumbnail.scrollIntoViewIfNeeded();
    await thumbnail.hover();
    await thumbnail.locator('button[aria-haspopup="menu"]').click();
    await this.page.getByRole('menuitem', { name: 'Diffusion', exact: true }).hover();
    await this.page.keyboard.press('ArrowRight');
    await this.page.getByRole('menuitem', { name: entry }).click();
  }

  /** All texts in the instances of the study that could name a patient, a study or a series. */
  identifiers(): Promise<string[]> {
    return this.page.evaluate(() => {
      const names = /Name|UID$|PatientID|Accession|Description|StudyID|Date$|Institution|Address|Protocol/;
      const found = new Set<string>();
      for (const { instances = [] } of (window as unknown as HostPage).services.displaySetService.getActiveDisplaySets()) {
        for (const instance of instances) {
          for (const keyword in instance) {
            // Classes and encodings are the same for everyone.
            if (!names.test(keyword) || /Class|TransferSyntax|Implementation/.test(keyword)) continue;
            const value = instance[keyword];
            const text = typeof value === 'string' ? value : ((value as { Alphabetic?: string }[] | null)?.[0]?.Alphabetic ?? '');
            if (text.trim().length > 3) found.add(text.trim());
          }
        }
      }
      return [...found];
    });
  }

  async grid(rows: number, columns: number): Promise<void> {
    await this.page.evaluate(
      ([numRows, numCols]) =>
        (window as unknown as HostPage).commandsManager.run('setViewportGridLayout', { numRows, numCols }) as Promise<void> | void,
      [rows, columns] as const,
    );
    await expect
      .poll(() => this.page.evaluate(() => (window as unknown as HostPage).services.viewportGridService.getState().viewports.size))
      .toBe(rows * columns);
  }
}
