import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Context } from '../evaluate/section';
import { panelRow, slug } from '../pictures/panels';
import { ownAuprc, type Case } from './score';
import type { T1Figures } from './types';

/** Of a set from its best to its worst: by the map's own AUPRC, or by the share of the brain above the cut. */
const QUANTILES = [0.5, 0.9];
/** Shares of healthy pixels from 1 to 1 in 10,000; medians. */
const EVIDENCE = [0, 4] as const;
const WINDOW = [0, 1.8] as const;

/** Rises from the best to the worst. */
function rank(one: Case, cut: number): number {
  if (one.info.lesion > 0) return -ownAuprc(one, 'altered');
  return Array.from(one.scores.altered ?? []).filter((value, i) => one.brain.data[i] && value >= cut).length;
}

/** Cases of every set at fixed quantiles, not chosen by hand. */
export function drawCases(
  { pictures: folder }: Context,
  sets: readonly { set: string; members: readonly Case[] }[],
  cut: number,
): T1Figures['pictures'] {
  return sets.flatMap(({ set, members }) => {
    const order = members.map((one) => ({ one, by: rank(one, cut) })).sort((a, b) => a.by - b.by);
    return QUANTILES.flatMap((quantile) => {
      const chosen = order[Math.round(quantile * (order.length - 1))];
      if (!chosen) return [];
      const { info, image, brain, lesion, healthy, scores } = chosen.one;
      const map = (data: ArrayLike<number> = []) => ({ ...brain, data: Float32Array.from(data) });
      const panels = [
        { label: 'slice', picture: image, window: WINDOW },
        ...(info.lesion > 0 ? [{ label: 'mask', picture: lesion, window: [0, 1] as const }] : []),
        { label: 'restored', picture: healthy, window: WINDOW },
        { label: 'our map', picture: map(scores.altered), window: EVIDENCE },
        { label: 'darkness', picture: map(scores.darkness), window: [0, 1] as const },
      ];
      const file = `anomaly-t1-${slug(set)}-${Math.round(100 * quantile)}.png`;
      writeFileSync(path.join(folder, file), panelRow(panels, 60_000));
      return [{ file, set, id: info.id, quantile, auprc: info.lesion > 0 ? Number((-chosen.by).toFixed(3)) : null }];
    });
  });
}
