import { expect, type Dialog, type Locator, type Page } from '@playwright/test';
import type { DiffusionPage } from './DiffusionPage';

/** Unfiled work as a reader meets it: the dot, the questions on the way out, the offer after a reload. */
export class KeepPage {
  readonly unfiled: Locator;
  readonly kept: Locator;
  readonly items: Locator;
  readonly restore: Locator;
  readonly discard: Locator;
  readonly leave: Locator;
  readonly stay: Locator;
  readonly go: Locator;
  readonly back: Locator;
  readonly review: Locator;
  readonly comment: Locator;
  /** The browser's own questions. */
  readonly asked: string[] = [];

  constructor(readonly diffusion: DiffusionPage) {
    const cy = (name: string) => diffusion.page.locator(`[data-cy="${name}"]`);
    this.unfiled = cy('diffusion-unfiled');
    this.kept = cy('diffusion-kept');
    this.items = cy('diffusion-kept-item');
    this.restore = cy('diffusion-restore');
    this.discard = cy('diffusion-restore-discard');
    this.leave = cy('diffusion-leave');
    this.stay = cy('diffusion-leave-stay');
    this.go = cy('diffusion-leave-go');
    this.back = cy('return-to-work-list');
    this.review = cy('diffusion-review');
    this.comment = cy('diffusion-result-comment');
  }

  get page(): Page {
    return this.diffusion.page;
  }

  verdict(of: Locator | Page, name: 'result' | 'verdict', end: 'accept' | 'reject' | 'unsure'): Locator {
    return of.locator(`[data-cy="diffusion-${name}-${end}"]`);
  }

  /** Reloads as F5 does, and answers the browser's question, if it asks. @returns what it asked */
  async reload(answer: 'stay' | 'leave'): Promise<string[]> {
    const before = this.asked.length;
    const onDialog = async (dialog: Dialog) => {
      this.asked.push(dialog.type());
      await (answer === 'leave' ? dialog.accept() : dialog.dismiss());
    };
    this.page.on('dialog', onDialog);
    const loaded = answer === 'leave' ? this.page.waitForEvent('load') : undefined;
    await this.page.evaluate(() => void setTimeout(() => location.reload()));
    await loaded;
    if (answer === 'stay') await expect.poll(() => this.asked.length).toBeGreaterThan(before);
    this.page.off('dialog', onDialog);
    if (answer === 'leave') await this.there();
    return this.asked.slice(before);
  }

  /** Waits until the study is open. */
  async there(): Promise<void> {
    await expect(this.diffusion.panel).toBeVisible();
    await expect(this.diffusion.thumbnails.first()).toBeVisible();
    await this.diffusion.drawn();
  }

  /** All that the tab keeps of ours, keys too. */
  stored(): Promise<string> {
    return this.page.evaluate(() =>
      Object.entries(sessionStorage)
        .filter(([key]) => key.startsWith('diffusion'))
        .flat()
        .join('\n'),
    );
  }

  /** Texts of the viewer's list of series. */
  listed(): Promise<string[]> {
    return this.diffusion.thumbnails.allInnerTexts();
  }
}
