/** Offsets (row, column) of the opening's element: 5 × 5 without its corners. */
const DISC = Array.from({ length: 25 }, (_, i) => [Math.floor(i / 5) - 2, (i % 5) - 2] as const).filter(
  ([r, c]) => Math.abs(r) + Math.abs(c) < 4,
);

function disc(mask: Uint8Array, size: number, all: boolean): Uint8Array {
  return mask.map((_, i) => {
    const [r, c] = [Math.floor(i / size), i % size];
    const set = ([dr, dc]: readonly [number, number]) => {
      const [y, x] = [r + dr, c + dc];
      return y >= 0 && y < size && x >= 0 && x < size && mask[y * size + x] === 1;
    };
    return (all ? DISC.every(set) : DISC.some(set)) ? 1 : 0;
  });
}

/** Opening by the disc in one square slice; outside counts as background. */
export const open = (mask: Uint8Array, size: number): Uint8Array => disc(disc(mask, size, true), size, false);

/** Walks from `seed` over pixels that `may` enter and have not been seen; neighbours by `next`. Returns the pixels reached. */
function flood(seed: number, seen: Uint8Array, next: (i: number) => number[], may: (i: number) => boolean): number[] {
  const reached = [seed];
  seen[seed] = 1;
  for (let k = 0; k < reached.length; k++) {
    for (const neighbour of next(reached[k] ?? 0)) {
      if (seen[neighbour] || !may(neighbour)) continue;
      seen[neighbour] = 1;
      reached.push(neighbour);
    }
  }
  return reached;
}

/** Neighbours by edges in a slice of `length` pixels. */
function planeNeighbours(i: number, columns: number, length: number): number[] {
  const c = i % columns;
  return [
    ...(c > 0 ? [i - 1] : []),
    ...(c < columns - 1 ? [i + 1] : []),
    ...(i >= columns ? [i - columns] : []),
    ...(i + columns < length ? [i + columns] : []),
  ];
}

/** The largest component of a stack of square masks, neighbours by faces; the first in slice, row, column order at a tie; empty if none. */
export function largestComponent(masks: readonly Uint8Array[], size: number): Uint8Array[] {
  const area = size * size;
  const seen = new Uint8Array(masks.length * area);
  const is = (i: number) => masks[Math.floor(i / area)]?.[i % area] === 1;
  const next = (i: number) => {
    const [z, rest] = [Math.floor(i / area), i % area];
    const plane = planeNeighbours(rest, size, area).map((n) => z * area + n);
    return [...plane, ...(z > 0 ? [i - area] : []), ...(z < masks.length - 1 ? [i + area] : [])];
  };
  let largest: number[] = [];
  for (let i = 0; i < seen.length; i++) {
    if (seen[i] || !is(i)) continue;
    const found = flood(i, seen, next, is);
    if (found.length > largest.length) largest = found;
  }
  const out = masks.map(() => new Uint8Array(area));
  for (const i of largest) {
    const slice = out[Math.floor(i / area)];
    if (slice) slice[i % area] = 1;
  }
  return out;
}

/** Background that the border of a slice cannot reach by edges becomes mask. */
export function fillHoles(mask: Uint8Array, columns: number): Uint8Array {
  const seen = new Uint8Array(mask.length);
  const background = (i: number) => mask[i] !== 1;
  const next = (i: number) => planeNeighbours(i, columns, mask.length);
  mask.forEach((_, i) => {
    const border = next(i).length < 4;
    if (border && !seen[i] && background(i)) flood(i, seen, next, background);
  });
  return seen.map((outside) => (outside ? 0 : 1));
}
