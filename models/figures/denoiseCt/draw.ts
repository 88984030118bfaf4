import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { difference, type Picture } from '../metrics/picture';
import { panelRow, slug } from '../pictures/panels';
import { bestClassical } from './best';
import { NOISY, OURS, WINDOW, type CtIndex, type Figures, type Score } from './types';

/** A soft and a sharp kernel: how far down the list of their slices the picture is taken. */
const SHOWN = [
  { set: 'soft kernel (as B30f), 35 HU', share: 0.5 },
  { set: 'sharp kernel (as D45f), 60 HU', share: 0.85 },
];
const AROUND_ZERO = [-150, 150] as const;
/** Pixels around the middle of the patient. */
const [HALF_ROWS, HALF_COLUMNS] = [110, 130];

/** The middle of the patient, turned as panelRow expects a picture to lie (it turns it back). */
function cut({ columns, data }: Picture, { window: [[top, bottom], [left, right]] }: CtIndex['slices'][number]): Picture {
  const [r, c] = [(top + bottom) >> 1, (left + right) >> 1];
  const [r0, r1] = [Math.max(top, r - HALF_ROWS), Math.min(bottom, r + HALF_ROWS)];
  const [c0, c1] = [Math.max(left, c - HALF_COLUMNS), Math.min(right, c + HALF_COLUMNS)];
  const out = new Float32Array((r1 - r0) * (c1 - c0));
  const height = r1 - r0;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < c1 - c0; x++) out[(c1 - c0 - 1 - x) * height + (height - 1 - y)] = data[(r0 + y) * columns + c0 + x] ?? 0;
  return { rows: c1 - c0, columns: height, data: out };
}

/** noisy | the best classical method | ours | reference | what ours removed. */
export function drawCt(
  folder: string,
  index: CtIndex,
  scores: readonly Score[],
  at: (name: string, k: number) => Picture,
): Figures['pictures'] {
  return SHOWN.flatMap(({ set, share }) => {
    const members = index.slices.flatMap((slice, k) => (slice.set === set ? [k] : []));
    const k = members[Math.trunc(share * (members.length - 1))];
    const info = index.slices[k ?? -1];
    if (k === undefined || !info) return [];
    const rival = bestClassical(scores, set).method;
    const panel = (label: string, picture: Picture, window: readonly [number, number] = WINDOW) => ({
      label,
      picture: cut(picture, info),
      window,
    });
    const removed = difference(at(NOISY, k), at(OURS, k));
    const panels = [
      panel('noisy', at(NOISY, k)),
      panel(`${rival} at its best`, at(rival, k)),
      panel('ours, k = 0', at(OURS, k)),
      panel('reference', at('reference', k)),
      panel('removed by ours', removed, AROUND_ZERO),
    ];
    const file = `denoise-ct-${slug(set)}.png`;
    writeFileSync(path.join(folder, file), panelRow(panels));
    return [{ file, set, id: info.id.replace(/#.*/, ''), rival }];
  });
}
