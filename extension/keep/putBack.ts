import type { Comparison } from '../compare/Comparison';
import { mapsOf, type OverlayMap } from '../overlay/look';
import type { OverlayControl } from '../overlay/OverlayControl';
import type { ResultRow } from '../results/rows';
import type { FindingsReview } from '../review/FindingsReview';
import type { ResultVerdicts } from '../review/ResultVerdicts';
import type { Kept } from './kept';

export interface Restorers {
  overlay: Pick<OverlayControl, 'change'>;
  review: Pick<FindingsReview, 'restore'>;
  verdicts: Pick<ResultVerdicts, 'say'>;
  comparison: Pick<Comparison, 'blend'>;
}

/** Strength, threshold and what was said, on a result that was made again: the picture first, since a list of findings follows from it. */
export function putBack({ strength, look, said, findings }: Kept, row: ResultRow, parts: Restorers): void {
  const { overlay, review, verdicts, comparison } = parts;
  if (strength !== undefined && strength !== row.note.strength) comparison.blend(row.id, strength);
  const map = mapsOf(row).find((one): one is OverlayMap => one === look?.map);
  if (look && map) {
    const { opacity, colormap, threshold, upper } = look;
    overlay.change(row, { map, opacity, colormap, threshold });
    overlay.change(row, { upper });
  }
  if (Object.keys(said).length > 0) verdicts.say(row.id, said);
  if (Object.keys(findings).length > 0) review.restore(row, findings);
}
