import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';

/** A laptop's screen: the panel has to do with that height. */
export const SCREEN = { width: 1440, height: 900 };
/** Of JPEG: the lowest at which the small print of a viewport still reads well. */
const QUALITY = 70;

/** Takes pictures into a folder: `shot('denoise')` is `denoise.jpg`; of the whole screen, or of one thing. */
export type Camera = (name: string, of?: Locator) => Promise<void>;

export function cameraFor(page: Page, folder: string): Camera {
  mkdirSync(folder, { recursive: true });
  return async (name, of) => {
    // Messages at the edge of the screen, and the ring about a finding, go by themselves: they would be in one picture and not in the next.
    await page.waitForFunction(() => !document.querySelector('[data-sonner-toast], [data-cy="diffusion-ring"]'));
    await page.mouse.move(SCREEN.width / 2, 2);
    await page.waitForTimeout(800);
    await (of ?? page).screenshot({ path: join(folder, `${name}.jpg`), type: 'jpeg', quality: QUALITY });
  };
}
