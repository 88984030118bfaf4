import type { Graph } from './graph';

export interface Floor {
  name: string;
  /** Folders (with a slash at the end) and files below the house. */
  holds: readonly string[];
}

/**
 * Imports that lead to a higher floor, as `from → to`.
 *
 * @param house the folder that the floors divide
 * @throws Error when a file of the house is on no floor, or on two
 */
export function upward(graph: Graph, house: string, floors: readonly Floor[]): { from: string; to: string }[] {
  const levelOf = (path: string): number => {
    const inside = path.slice(house.length + 1);
    const levels = floors.flatMap(({ holds }, level) =>
      holds.some((held) => (held.endsWith('/') ? inside.startsWith(held) : inside === held)) ? [level] : [],
    );
    if (levels.length !== 1) throw new Error(`${path} is on ${levels.length} floors of tests/structure/layers.js`);
    return levels[0] ?? 0;
  };
  const within = (path: string) => path.startsWith(`${house}/`);
  return [...graph]
    .filter(([from]) => within(from))
    .flatMap(([from, targets]) => targets.filter((to) => within(to) && levelOf(to) > levelOf(from)).map((to) => ({ from, to })));
}
