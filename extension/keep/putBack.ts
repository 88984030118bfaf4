import type { Comparison } from '../compare/Comparison';
import { mapsOf, type OverlayMap } from '../overlay/look';
import type { OverlayControl } from '../overlay/OverlayControl';
import type { ResultRow } from '../results/rows';
import type { FindingsReview } from '../review/FindingsReview';
import type { ResultVerdicts } from '../review/ResultVerdicts';
import type { Kept } from './kept';

export interface Restorers {
  overlay: Pick<OverlayControl, 'change'>;
  review: Pick<FindingsReview, 'restore' | 'store'>;
  verdicts: Pick<ResultVerdicts, 'say'>;
  comparison: Pick<Comparison, 'blend'>;
}

const UNSAID = { verdict: undefined, comment: undefined };

/**
 * Strength, threshold and what was said, on a result that was made again, or opened again: the picture first, since a list of findings follows from
 * it. What its report says and the reader had taken back is taken back once more.
 */
export function putBack({ strength, look, said, findings, work }: Kept, row: ResultRow, parts: Restorers): void {
  const { overlay, review, verdicts, comparison } = parts;
  if (strength !== undefined && strength !== row.note.strength) comparison.blend(row.id, strength);
  const map = mapsOf(row).find((one): one is OverlayMap => one === look?.map);
  if (look && map) {
    const { opacity, colormap, threshold, upper } = look;
    overlay.change(row, { map, opacity, colormap, threshold });
    overlay.change(row, { upper });
  }
  const marks = (work !== undefined && review.store.get().reviews[row.id]?.marks) || {};
  if (work !== undefined || Object.keys(said).length > 0) verdicts.say(row.id, { ...(work !== undefined && UNSAID), ...said });
  const ids = new Set([...Object.keys(marks), ...Object.keys(findings)]);
  const all = Object.fromEntries([...ids].map((id) => [id, { ...(work !== undefined && UNSAID), ...findings[id] }]));
  if (Object.keys(all).length > 0) review.restore(row, all);
}
