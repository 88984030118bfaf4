/** Runs of neighbouring pixels above a threshold, row by row: run n covers columns first[n] to last[n] of its row. */
export interface Runs {
  first: Int32Array;
  last: Int32Array;
  /** Row r of slice k holds the runs offsets[k · rows + r] up to the next entry. */
  offsets: Uint32Array;
}

export interface ScoreStack {
  /** Scores, row-major; neighbours in this list are neighbours along the normal. */
  slices: readonly Float32Array[];
  rows: number;
  columns: number;
}

/** Visits the runs of pixels at or above the threshold; values that are not numbers are below. */
function visitRuns({ slices, rows, columns }: ScoreStack, threshold: number, covered: readonly boolean[] | undefined, visit: RunVisitor) {
  slices.forEach((slice, k) => {
    if (covered && !covered[k]) return;
    for (let r = 0; r < rows; r++) {
      const start = r * columns;
      for (let c = 0; c < columns; c++) {
        if (!((slice[start + c] ?? NaN) >= threshold)) continue;
        const first = c;
        while (c + 1 < columns && (slice[start + c + 1] ?? NaN) >= threshold) c++;
        visit(k * rows + r, first, c);
      }
    }
  });
}
type RunVisitor = (line: number, first: number, last: number) => void;

/** Two passes, one to count: the arrays get exactly the size that is needed, which matters where nearly everything is above. */
export function findRuns(stack: ScoreStack, threshold: number, covered?: readonly boolean[]): Runs {
  const offsets = new Uint32Array(stack.slices.length * stack.rows + 1);
  visitRuns(stack, threshold, covered, (line) => (offsets[line + 1] = (offsets[line + 1] ?? 0) + 1));
  for (let line = 1; line < offsets.length; line++) offsets[line] = (offsets[line] ?? 0) + (offsets[line - 1] ?? 0);
  const count = offsets.at(-1) ?? 0;
  const [firsts, lasts] = [new Int32Array(count), new Int32Array(count)];
  let n = 0;
  visitRuns(stack, threshold, covered, (_, first, last) => {
    firsts[n] = first;
    lasts[n++] = last;
  });
  return { first: firsts, last: lasts, offsets };
}

/**
 * Joins runs that touch, diagonals included (26 neighbours; 8 in one slice), by union-find over runs: time and memory follow the number of
 * runs, not of voxels, so a threshold below everything costs no more than one above (Wu et al., Pattern Anal Appl 12:117, 2009).
 *
 * @returns the label of each run: 0, 1, ... in the order of the regions' first runs
 */
export function labelRuns({ first, last, offsets }: Runs, rows: number): { labels: Uint32Array; count: number } {
  const parent = Uint32Array.from(first, (_, n) => n);
  const root = (n: number): number => {
    while (parent[n] !== n) n = parent[n] = parent[parent[n] ?? 0] ?? 0;
    return n;
  };
  const join = (line: number, other: number) => {
    let [a, b] = [offsets[line] ?? 0, offsets[other] ?? 0];
    const [endA, endB] = [offsets[line + 1] ?? 0, offsets[other + 1] ?? 0];
    while (a < endA && b < endB) {
      const [lastA, lastB] = [last[a] ?? 0, last[b] ?? 0];
      if ((first[a] ?? 0) <= lastB + 1 && (first[b] ?? 0) <= lastA + 1) {
        const [one, two] = [root(a), root(b)];
        parent[Math.max(one, two)] = Math.min(one, two);
      }
      if (lastA < lastB) a++;
      else b++;
    }
  };
  for (let line = 0; line < offsets.length - 1; line++) {
    const r = line % rows;
    if (r > 0) join(line, line - 1);
    if (line < rows) continue;
    for (const step of [-1, 0, 1]) if (r + step >= 0 && r + step < rows) join(line, line - rows + step);
  }
  // A root is the first run of its region, so it has its label before any other run asks for it.
  const labels = new Uint32Array(parent.length);
  let count = 0;
  for (let n = 0; n < parent.length; n++) {
    const top = root(n);
    labels[n] = top === n ? count++ : (labels[top] ?? 0);
  }
  return { labels, count };
}
