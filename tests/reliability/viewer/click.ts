import type { Locator, Page } from '@playwright/test';
import type { LocalViewer } from './LocalViewer';

/** What a reader met who dropped a file on the viewer and pressed Denoise. */
export interface Clicked {
  kind: 'denoised' | 'refused' | 'not listed' | 'in another way';
  /** The sentence that was shown. */
  said: string;
}

const WAIT = { timeout: 15_000 };

/** The first of these that comes. */
function first<T extends string>(shown: Readonly<Record<T, Locator>>): Promise<T | undefined> {
  const waits = (Object.entries(shown) as [T, Locator][]).map(([name, one]) =>
    one
      .first()
      .waitFor(WAIT)
      .then(() => name),
  );
  return Promise.any(waits).catch(() => undefined);
}

async function pressed(page: Page): Promise<Clicked> {
  const cy = (name: string) => page.locator(`[data-cy="diffusion-${name}"]`);
  const [denoise, confirm, reason, error, result] = ['denoise', 'confirm', 'reason', 'error', 'result'].map(cy) as [
    ...[Locator, Locator, Locator, Locator, Locator],
  ];
  const ready = page.locator('[data-cy="diffusion-panel"] button[data-cy="diffusion-denoise"]:enabled');
  const met = await first({ ready, confirm, reason });
  if (met === 'reason') return { kind: 'refused', said: (await reason.first().textContent()) ?? '' };
  if (met === 'confirm') await confirm.check();
  await denoise.last().click(WAIT);
  const ended = await first({ result, error });
  if (ended === 'error') return { kind: 'refused', said: (await error.first().textContent()) ?? '' };
  return ended === 'result' ? { kind: 'denoised', said: '' } : { kind: 'in another way', said: 'neither a result nor a sentence' };
}

/** A file dropped on the viewer, its study chosen, the mode entered and Denoise pressed, in a page of its own. */
export async function clickedOn(viewer: LocalViewer, file: Uint8Array): Promise<Clicked> {
  const page = await viewer.drop([file]);
  if (!page || !(await viewer.enter(page))) return { kind: 'not listed', said: '' };
  return pressed(page);
}

/** The page that was open all the while: whether Denoise still works in it, on the series that was there first. */
export const stillWorks = (page: Page): Promise<Clicked> => pressed(page);
