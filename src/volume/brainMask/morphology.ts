/** Offsets (row, column) of the opening's element: 5 × 5 without its corners. */
const REACH = 2;
const DISC = Array.from({ length: 25 }, (_, i) => [Math.floor(i / 5) - REACH, (i % 5) - REACH] as const).filter(
  ([r, c]) => Math.abs(r) + Math.abs(c) < 4,
);

/**
 * Slices with a margin of zeros around each, and before the first and behind the last, so that a neighbour is an offset and no edge needs a test. No
 * arrays per voxel: a stack has millions of them.
 */
class Padded {
  readonly stride: number;
  readonly plane: number;
  readonly data: Uint8Array;

  constructor(
    readonly slices: number,
    readonly rows: number,
    readonly columns: number,
    private readonly margin: number,
  ) {
    this.stride = columns + 2 * margin;
    this.plane = (rows + 2 * margin) * this.stride;
    this.data = new Uint8Array(this.plane * (slices + 2 * margin));
  }

  /** Where the voxel lies in `data`. */
  at(slice: number, row: number, column: number): number {
    return (slice + this.margin) * this.plane + (row + this.margin) * this.stride + column + this.margin;
  }

  /** 1 where the pixels of a slice are `value` (`not`: where they are not). */
  fill(slice: number, pixels: Uint8Array, value: number, not = false): void {
    this.each((i, at) => (this.data[at] = (pixels[i] === value) !== not ? 1 : 0), slice);
  }

  /** Visits the pixels of a slice: their index in it, and in `data`. */
  each(visit: (i: number, at: number) => void, slice = 0): void {
    for (let r = 0; r < this.rows; r++) {
      const start = this.at(slice, r, 0);
      for (let c = 0; c < this.columns; c++) visit(r * this.columns + c, start + c);
    }
  }
}

/** Erosion (`all`) or dilation by the disc; outside counts as background. */
function disc(mask: Uint8Array, size: number, all: boolean): Uint8Array {
  const padded = new Padded(1, mask.length / size, size, REACH);
  padded.fill(0, mask, 1);
  const offsets = Int32Array.from(DISC, ([r, c]) => r * padded.stride + c);
  const [out, sought] = [new Uint8Array(mask.length), all ? 0 : 1];
  padded.each((i, at) => {
    let k = 0;
    while (k < offsets.length && padded.data[at + offsets[k]!] !== sought) k++;
    out[i] = k < offsets.length ? sought : 1 - sought;
  });
  return out;
}

/** Opening by the disc in one square slice; outside counts as background. */
export const open = (mask: Uint8Array, size: number): Uint8Array => disc(disc(mask, size, true), size, false);

/**
 * Walks from `seed` over the voxels of `free` that are 1, and sets them to 0.
 *
 * @param reached gets the places of the voxels from index `from` on
 * @returns one more than the last index written
 */
function flood(free: Uint8Array, seed: number, offsets: Int32Array, reached: Int32Array, from: number): number {
  let end = from;
  free[seed] = 0;
  reached[end++] = seed;
  for (let k = from; k < end; k++) {
    for (let n = 0; n < offsets.length; n++) {
      const neighbour = reached[k]! + offsets[n]!;
      if (free[neighbour] !== 1) continue;
      free[neighbour] = 0;
      reached[end++] = neighbour;
    }
  }
  return end;
}

/** The largest component of a stack of square masks, neighbours by faces; the first in slice, row, column order at a tie; empty if none. */
export function largestComponent(masks: readonly Uint8Array[], size: number): Uint8Array[] {
  const padded = new Padded(masks.length, size, size, 1);
  masks.forEach((mask, z) => padded.fill(z, mask, 1));
  const { data, stride, plane } = padded;
  const offsets = Int32Array.of(-1, 1, -stride, stride, -plane, plane);
  // Every voxel is reached at most once, so all components find room one behind the other.
  const reached = new Int32Array(masks.length * size * size);
  let [end, first, past] = [0, 0, 0];
  for (let seed = data.indexOf(1); seed >= 0; seed = data.indexOf(1, seed)) {
    const start = end;
    end = flood(data, seed, offsets, reached, start);
    if (end - start > past - first) [first, past] = [start, end];
  }
  for (let k = first; k < past; k++) data[reached[k]!] = 1;
  return masks.map((_, z) => {
    const out = new Uint8Array(size * size);
    padded.each((i, at) => (out[i] = data[at]!), z);
    return out;
  });
}

/** Background that the border of a slice cannot reach by edges becomes mask. */
export function fillHoles(mask: Uint8Array, columns: number): Uint8Array {
  const rows = mask.length / columns;
  const padded = new Padded(1, rows, columns, 1);
  padded.fill(0, mask, 1, true);
  const offsets = Int32Array.of(-1, 1, -padded.stride, padded.stride);
  const reached = new Int32Array(mask.length);
  const from = (row: number, column: number) => {
    const seed = padded.at(0, row, column);
    if (padded.data[seed] === 1) flood(padded.data, seed, offsets, reached, 0);
  };
  for (let c = 0; c < columns; c++) [0, rows - 1].forEach((r) => from(r, c));
  for (let r = 0; r < rows; r++) [0, columns - 1].forEach((c) => from(r, c));
  // What is left of the background is a hole.
  return mask.map((value, i) => (value === 1 || padded.data[padded.at(0, Math.floor(i / columns), i % columns)] === 1 ? 1 : 0));
}
