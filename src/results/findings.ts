import { at as sliceAt } from '../core/at';
import { DiffusionError } from '../core/errors';
import type { Vector3 } from '../volume/Volume';
import { findRuns, labelRuns, type Runs, type ScoreStack } from './runs';

export interface Voxel {
  slice: number;
  row: number;
  column: number;
}

/** A connected region of a score volume at or above a threshold. Indices count from 0. */
export interface Finding {
  /** The address of its peak, so that what a reader said of it outlives a change of the threshold. */
  id: string;
  voxels: number;
  millilitres: number;
  peak: Voxel & { score: number };
  /** The voxel of the region nearest (mm) to its centre, weighted by the score: a jump there shows the region. */
  centre: Voxel;
  /** First and last slice. */
  slices: [first: number, last: number];
  /** All of its voxels: four numbers per piece of a row: slice, row, first and last column. */
  pieces: Int32Array;
}

export interface FindingOptions {
  threshold: number;
  /** Regions below this volume are dropped. */
  leastMillilitres?: number;
  /** One per slice: what the model covers; all slices if not given. */
  covered?: readonly boolean[];
  /** At most this many findings are returned. */
  most?: number;
}

export interface Findings {
  /** By peak score, then volume, largest first. */
  findings: Finding[];
  /** How many more are large enough, all with lower peaks. */
  leftOut: number;
}

const MOST = 100;
/** Weight of a voxel whose score is not above zero: none, unless all are like that. */
const LIGHTEST = 1e-9;

interface Piece extends Voxel {
  last: number;
}

/** Visits the runs with slice and row; `column` is the first one. */
function visitPieces({ first, last, offsets }: Runs, rows: number, visit: (piece: Piece, n: number) => void): void {
  for (let line = 0; line < offsets.length - 1; line++) {
    for (let n = offsets[line] ?? 0; n < (offsets[line + 1] ?? 0); n++) {
      visit({ slice: Math.floor(line / rows), row: line % rows, column: first[n] ?? 0, last: last[n] ?? 0 }, n);
    }
  }
}

/** Score-weighted mean position, moved to the nearest voxel of the region. */
function centreOf({ slices, columns }: ScoreStack, spacing: Vector3, pieces: readonly Piece[]): Voxel {
  let [sum, k, r, c] = [0, 0, 0, 0];
  for (const { slice, row, column, last } of pieces) {
    const scores = sliceAt(slices, slice);
    for (let at = column; at <= last; at++) {
      const score = scores[row * columns + at]!;
      const weight = score > LIGHTEST ? score : LIGHTEST;
      sum += weight;
      k += weight * slice;
      r += weight * row;
      c += weight * at;
    }
  }
  [k, r, c] = [k / sum, r / sum, c / sum];
  let [nearest, best] = [Infinity, { slice: 0, row: 0, column: 0 }];
  for (const { slice, row, column: first, last } of pieces) {
    const column = Math.min(last, Math.max(first, Math.round(c)));
    const distance = Math.hypot((slice - k) * spacing[2], (row - r) * spacing[1], (column - c) * spacing[0]);
    if (distance < nearest) [nearest, best] = [distance, { slice, row, column }];
  }
  return best;
}

function describe(stack: ScoreStack, spacing: Vector3, pieces: readonly Piece[], voxels: number): Finding {
  let peak = { slice: 0, row: 0, column: 0, score: -Infinity };
  for (const { slice, row, column: first, last } of pieces) {
    const scores = sliceAt(stack.slices, slice);
    for (let column = first; column <= last; column++) {
      const score = scores[row * stack.columns + column]!;
      if (score > peak.score) peak = { slice, row, column, score };
    }
  }
  return {
    id: `${peak.slice}-${peak.row}-${peak.column}`,
    voxels,
    millilitres: (voxels * spacing[0] * spacing[1] * spacing[2]) / 1000,
    peak,
    centre: centreOf(stack, spacing, pieces),
    slices: [pieces[0]?.slice ?? 0, pieces.at(-1)?.slice ?? 0],
    pieces: Int32Array.from(pieces.flatMap(({ slice, row, column, last }) => [slice, row, column, last])),
  };
}

/**
 * Connected regions (26 neighbours; 8 in one slice) of a score volume at or above a threshold.
 *
 * @param spacing mm between columns, between rows, between slices
 * @throws DiffusionError BAD_OPTION when the threshold is not a number
 */
export function findFindings(stack: ScoreStack, spacing: Vector3, options: FindingOptions): Findings {
  const { threshold, leastMillilitres = 0, covered, most = MOST } = options;
  if (Number.isNaN(threshold)) throw new DiffusionError('BAD_OPTION', { measured: 'threshold NaN', allowed: 'a number' });
  const runs = findRuns(stack, threshold, covered);
  const { labels, count } = labelRuns(runs, stack.rows);
  const [voxels, peaks] = [new Uint32Array(count), new Float32Array(count).fill(-Infinity)];
  visitPieces(runs, stack.rows, ({ slice, row, column, last }, n) => {
    const label = labels[n] ?? 0;
    voxels[label] = (voxels[label] ?? 0) + last - column + 1;
    const scores = sliceAt(stack.slices, slice);
    let peak = peaks[label] ?? -Infinity;
    for (let at = column; at <= last; at++) {
      const score = scores[row * stack.columns + at]!;
      if (score > peak) peak = score;
    }
    peaks[label] = peak;
  });
  const least = (leastMillilitres * 1000) / (spacing[0] * spacing[1] * spacing[2]);
  const large = Uint32Array.from(voxels.keys()).filter((label) => (voxels[label] ?? 0) >= least);
  large.sort((a, b) => (peaks[b] ?? 0) - (peaks[a] ?? 0) || (voxels[b] ?? 0) - (voxels[a] ?? 0) || a - b);
  const pieces = new Map(Array.from(large.subarray(0, most), (label) => [label, [] as Piece[]]));
  visitPieces(runs, stack.rows, (piece, n) => pieces.get(labels[n] ?? 0)?.push(piece));
  return {
    findings: Array.from(pieces, ([label, own]) => describe(stack, spacing, own, voxels[label] ?? 0)),
    leftOut: large.length - pieces.size,
  };
}

/**
 * Writes a finding into label maps, one per slice, row-major, of the stack's size; slices without a map are skipped. With zeroed maps and
 * value 1 that is a segment, or the region that inpainting fills.
 */
export function paintFinding(
  { pieces }: Finding,
  columns: number,
  maps: readonly (Uint8Array | Uint16Array | undefined)[],
  value = 1,
): void {
  for (let i = 0; i < pieces.length; i += 4) {
    const start = (pieces[i + 1] ?? 0) * columns;
    maps[pieces[i] ?? 0]?.fill(value, start + (pieces[i + 2] ?? 0), start + (pieces[i + 3] ?? 0) + 1);
  }
}
