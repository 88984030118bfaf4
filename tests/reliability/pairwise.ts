import { randomNumbers } from '../support/pictures';

/** Levels of each axis, by name. */
export type Axes = Readonly<Record<string, readonly string[]>>;
export type Row<A extends Axes> = { [K in keyof A]: A[K][number] };

const pairsOf = (row: Readonly<Record<string, string>>) =>
  Object.entries(row).flatMap(([a, x], n, all) => all.slice(n + 1).map(([b, y]) => `${a}=${x} ${b}=${y}`));

/** How many pairs of levels some row has. */
export const covered = (rows: readonly Readonly<Record<string, string>>[]): number => new Set(rows.flatMap(pairsOf)).size;

/**
 * Rows in which each two levels of two axes meet, drawn greedily: of `tries` random rows the one with most new pairs. Goes on to `least` rows.
 *
 * @param settle makes a row possible; pairs that it forbids are never met
 * @param patience rows of which none adds a pair, after which the rest counts as impossible
 */
export function pairwise<A extends Axes>(
  axes: A,
  least: number,
  settle: (row: Row<A>) => Row<A>,
  { tries = 40, patience = 12, seed = 18 } = {},
): Row<A>[] {
  const random = randomNumbers(seed);
  const drawn = (): Row<A> =>
    settle(
      Object.fromEntries(Object.entries(axes).map(([axis, levels]) => [axis, levels[Math.floor(random() * levels.length)]])) as Row<A>,
    );
  const met = new Set<string>();
  const rows: Row<A>[] = [];
  for (let idle = 0; idle < patience || rows.length < least;) {
    const candidates = Array.from({ length: tries }, drawn).map((row) => ({ row, fresh: pairsOf(row).filter((pair) => !met.has(pair)) }));
    const best = candidates.reduce((a, b) => (b.fresh.length > a.fresh.length ? b : a));
    idle = best.fresh.length === 0 ? idle + 1 : 0;
    best.fresh.forEach((pair) => met.add(pair));
    if (idle === 0 || rows.length < least) rows.push(best.row);
  }
  return rows;
}
