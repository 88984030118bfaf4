import { DiffusionError } from '../core/errors';

/** How the description of each of our files begins; where it stands in NIfTI-1, and in NIfTI-2. */
const MARK = 'AI-derived, research only';
const PLACES = [148, 240];

/**
 * Refuses a result of this program as the input of another run: what was removed once on purpose would be removed a second time.
 *
 * @param head the beginning of an unpacked file
 * @throws DiffusionError OWN_RESULT
 */
export function refuseOwnResult(head: Uint8Array): void {
  const text = (from: number) => String.fromCharCode(...head.subarray(from, from + MARK.length));
  if (PLACES.some((from) => text(from) === MARK)) throw new DiffusionError('OWN_RESULT');
}
