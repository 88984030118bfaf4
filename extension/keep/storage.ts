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

/** Nothing happens where storage is full or switched off: then the warning on leaving is all there is. */
export function writeStudy(studyUID: string, results: readonly Kept[]): void {
  try {
    const text = keptText(results);
    if (text === undefined) tab()?.removeItem(keyOf(studyUID));
    else tab()?.setItem(keyOf(studyUID), text);
  } catch {
    // What was written before stays, and is still true of the results in it.
  }
}
