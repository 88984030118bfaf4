import { type Kept, keptText, readKept } from './kept';
import { hashOf } from './hashes';

/** Of this tab alone, and gone with it. Switched-off storage throws already when it is named. */
function tab(): Storage | undefined {
  try {
    return globalThis.sessionStorage;
  } catch {
    return undefined;
  }
}

const keyOf = (studyUID: string) => `diffusion.kept.${hashOf(studyUID)}`;

export function readStudy(studyUID: string): Kept[] {
  try {
    return readKept(tab()?.getItem(keyOf(studyUID)) ?? null);
  } catch {
    return [];
  }
}

/**
 * Keeps the newest results of a study. Where storage is full or switched off, what was written before stays, and is still true of the results in
 * it.
 *
 * @returns the results that were not kept
 */
export function writeStudy(studyUID: string, results: readonly Kept[]): readonly Kept[] {
  try {
    const { text, dropped } = keptText(results);
    const storage = tab();
    if (text === undefined) storage?.removeItem(keyOf(studyUID));
    else storage?.setItem(keyOf(studyUID), text);
    return storage ? results.slice(0, dropped) : results;
  } catch {
    return results;
  }
}
