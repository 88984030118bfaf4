import { NOISY, OURS, SHARES, type Figures, type Score } from './types';

/** The row of a kind of noise with the highest PSNR. */
const highest = (rows: readonly Score[]) => rows.reduce((a, b) => (b.psnr > a.psnr ? b : a));

export const classicalRows = (scores: readonly Score[], set: string) =>
  scores.filter((score) => score.set === set && score.method !== NOISY && score.method !== OURS);

/** The classical method with the highest PSNR. */
export const bestClassical = (scores: readonly Score[], set: string): Score => highest(classicalRows(scores, set));

/** Ours with a share k put back, and with the best one. */
export function ourRows(scores: readonly Score[], set: string) {
  const rows = scores.filter((score) => score.set === set && score.method === OURS);
  const at = (k: number) => rows.find(({ strength }) => strength === k) ?? highest(rows);
  return { all: at(SHARES.all), byDefault: at(SHARES.byDefault), best: highest(rows) };
}

/** The rows that a table shows for a kind of noise: ours at its best k only where that is neither of the others. */
export function shownRows({ scores }: Pick<Figures, 'scores'>, set: string): Score[] {
  const { all, byDefault, best } = ourRows(scores, set);
  const noisy = scores.filter((score) => score.set === set && score.method === NOISY);
  return [...noisy, ...classicalRows(scores, set), ...new Set([all, byDefault, best])];
}
