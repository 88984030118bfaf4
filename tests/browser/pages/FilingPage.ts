import type { Download, Locator, Page } from '@playwright/test';

/** From a result to the archive: the buttons of its card, and the dialog. */
export class FilingPage {
  constructor(readonly page: Page) {}

  private cy = (name: string): Locator => this.page.locator(`[data-cy="diffusion-${name}"]`);

  /** Of the newest result. */
  get button(): Locator {
    return this.cy('file').first();
  }

  get dialog(): Locator {
    return this.cy('file-dialog');
  }

  get confirm(): Locator {
    return this.cy('file-confirm');
  }

  get filed(): Locator {
    return this.cy('filed');
  }

  get retry(): Locator {
    return this.cy('retry-missing');
  }

  get done(): Locator {
    return this.cy('file-done');
  }

  get partial(): Locator {
    return this.cy('file-partial');
  }

  get problem(): Locator {
    return this.cy('file-problem');
  }

  get close(): Locator {
    return this.cy('file-cancel');
  }

  include(role: string): Locator {
    return this.cy(`file-include-${role}`);
  }

  /** What the preview says of each series: its role, number, description and how many objects it has. */
  rows(): Promise<{ role: string; ticked: boolean; number: number; description: string; objects: number }[]> {
    return this.cy('file-series').evaluateAll((rows) =>
      rows.map((row) => ({
        role: row.getAttribute('data-role') ?? '',
        ticked: row.getAttribute('data-ticked') === 'true',
        number: Number(row.children[1]?.textContent),
        description: row.children[2]?.textContent ?? '',
        objects: Number(row.getAttribute('data-objects')),
      })),
    );
  }

  async open(): Promise<void> {
    await this.button.click();
    await this.confirm.waitFor({ timeout: 60_000 });
  }

  /** The ZIP that a press of the button gives. */
  async download(button: Locator = this.cy('download').first()): Promise<Download> {
    const [download] = await Promise.all([this.page.waitForEvent('download', { timeout: 60_000 }), button.click()]);
    return download;
  }
}
