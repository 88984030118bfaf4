/**
 * Simplex noise as AnoDDPM adds it (Wyatt et al., CVPR Workshops 2022): octaves of three-dimensional OpenSimplex noise (K. Spencer, 2014,
 * public domain) over a plane of fixed depth. Its structures are larger than single voxels, so a model must replace lesions, not grain.
 * Values are not standardised: they keep the original's spread.
 */

/** 24 gradients towards the edges of a cell, in the order of the original's table: signs of x change fastest, then y, then z. */
const SIGNS = [1, -1].flatMap((z) => [1, -1].flatMap((y) => [-1, 1].map((x) => [x, y, z] as const)));
const GRADIENTS = SIGNS.flatMap(([x, y, z]) => [
  [11 * x, 4 * y, 4 * z] as const,
  [4 * x, 11 * y, 4 * z] as const,
  [4 * x, 4 * y, 11 * z] as const,
]);

const NORM = 103;
const MULTIPLIER = 6364136223846793005n;
const INCREMENT = 1442695040888963407n;

/** The shuffled bytes of a seed: a 64-bit linear congruential generator, warmed up three times, drives the exchange. */
export function simplexPermutation(seed: number): Uint8Array {
  let state = BigInt(seed);
  const step = () => (state = BigInt.asIntN(64, state * MULTIPLIER + INCREMENT));
  for (let i = 0; i < 3; i++) step();
  const source = Uint8Array.from({ length: 256 }, (_, i) => i);
  const permutation = new Uint8Array(256);
  for (let i = 255; i >= 0; i--) {
    const size = BigInt(i + 1);
    const drawn = Number((((step() + 31n) % size) + size) % size);
    permutation[i] = source[drawn] ?? 0;
    source[drawn] = source[i] ?? 0;
  }
  return permutation;
}

type Point = readonly [number, number, number];

const AXES = [0, 1, 2] as const;
const unit = (axis: number, length: number): Point => [axis === 0 ? length : 0, axis === 1 ? length : 0, axis === 2 ? length : 0];
const plus = (p: Point, q: Point): Point => [p[0] + q[0], p[1] + q[1], p[2] + q[2]];
const ORIGIN: Point = [0, 0, 0];
const ONES: Point = [1, 1, 1];
const mirrored = (points: readonly Point[]): Point[] => points.map((p) => [1 - p[0], 1 - p[1], 1 - p[2]]);

/**
 * Lattice points that may contribute, relative to the cell: the vertices of the part of the cell that holds the point and two more, chosen by
 * its two closest vertices. The original leaves out some points that still lie within the kernel, so this choice is part of the noise.
 */
const CORNER = [ORIGIN, ...AXES.map((axis) => unit(axis, 1))];
/** Corner part, 0 and one axis closest. */
const CORNER_AT_AXIS = AXES.map((axis) => [...CORNER, ...AXES.filter((k) => k !== axis).map((k) => plus(unit(axis, 1), unit(k, -1)))]);
/** Corner part, two axes closest: named by the third. */
const CORNER_AT_EDGE = AXES.map((rest) => [...CORNER, plus(ONES, unit(rest, -1)), plus(ONES, unit(rest, -2))]);
const MIDDLE = AXES.flatMap((axis) => [unit(axis, 1), plus(ONES, unit(axis, -1))]);
/** Octahedron between the corners, both closest vertices on the near side, or both on the far side: named by the axis of neither. */
const MIDDLE_NEAR = AXES.map((rest) => [...MIDDLE, ORIGIN, plus(ONES, unit(rest, -2))]);
const MIDDLE_FAR = AXES.map((rest) => [...MIDDLE, ONES, unit(rest, 2)]);
/** One on each side: [axis of the far one][axis of the near one]. */
const MIDDLE_MIXED = AXES.map((far) => AXES.map((near) => [...MIDDLE, plus(ONES, unit(far, -2)), unit(near, 2)]));
const FAR_CORNER_AT_AXIS = CORNER_AT_AXIS.map(mirrored);
const FAR_CORNER_AT_EDGE = CORNER_AT_EDGE.map(mirrored);

/** Places of the two highest of three scores; where the first two are equal, the third may only replace the second. */
function bestTwo(first: number, second: number, third: number): [number, number] {
  if (first >= second) return third > second ? [0, 2] : [0, 1];
  return third > first ? [2, 1] : [0, 1];
}

function cornerPoints(x: number, y: number, z: number, far: boolean): readonly Point[] {
  const inside = [x, y, z];
  const corner = 1 - (x + y + z);
  const [a, b] = bestTwo(x, y, z);
  const [scoreA, scoreB] = [inside[a] ?? 0, inside[b] ?? 0];
  const atAxis = corner > scoreA || corner > scoreB;
  const list = atAxis ? (far ? FAR_CORNER_AT_AXIS : CORNER_AT_AXIS) : far ? FAR_CORNER_AT_EDGE : CORNER_AT_EDGE;
  return list[atAxis ? (scoreB > scoreA ? b : a) : 3 - a - b] ?? [];
}

function middlePoints(x: number, y: number, z: number): readonly Point[] {
  // Positive: the vertex on this axis is closer; negative: the one opposite. The original ranks y before z before x.
  const lead = [1 - (y + z), 1 - (x + z), 1 - (x + y)];
  const [i, j] = bestTwo(Math.abs(lead[1] ?? 0), Math.abs(lead[2] ?? 0), Math.abs(lead[0] ?? 0));
  const [a, b] = [(i + 1) % 3, (j + 1) % 3];
  const [farA, farB] = [(lead[a] ?? 0) < 0, (lead[b] ?? 0) < 0];
  if (farA !== farB) return MIDDLE_MIXED[farA ? a : b]?.[farA ? b : a] ?? [];
  return (farA ? MIDDLE_FAR : MIDDLE_NEAR)[3 - a - b] ?? [];
}

function contributing(x: number, y: number, z: number): readonly Point[] {
  const sum = x + y + z;
  if (sum <= 1) return cornerPoints(x, y, z, false);
  return sum >= 2 ? cornerPoints(1 - x, 1 - y, 1 - z, true) : middlePoints(x, y, z);
}

/** OpenSimplex noise at a point: chosen lattice points add (2 − d²)⁴ times their gradient along the way to the point. */
export function openSimplex(permutation: Uint8Array, x: number, y: number, z: number): number {
  // Multiplied, not divided by −6: points on the border between two parts of a cell fall where the original puts them.
  const stretch = (x + y + z) * (-1 / 6);
  const [xs, ys, zs] = [x + stretch, y + stretch, z + stretch];
  const [i0, j0, k0] = [Math.floor(xs), Math.floor(ys), Math.floor(zs)];
  let sum = 0;
  for (const point of contributing(xs - i0, ys - j0, zs - k0)) {
    const [i, j, k] = [i0 + point[0], j0 + point[1], k0 + point[2]];
    const squish = (i + j + k) / 3;
    const [dx, dy, dz] = [x - i - squish, y - j - squish, z - k - squish];
    const near = 2 - dx * dx - dy * dy - dz * dz;
    if (near <= 0) continue;
    const hash = permutation[((permutation[((permutation[i & 255] ?? 0) + j) & 255] ?? 0) + k) & 255] ?? 0;
    const gradient = GRADIENTS[hash % 24] ?? ORIGIN;
    sum += near ** 4 * (gradient[0] * dx + gradient[1] * dy + gradient[2] * dz);
  }
  return sum / NORM;
}

export interface SimplexOptions {
  octaves?: number;
  /** Amplitude of an octave over that of the one before. */
  persistence?: number;
  /** Pixels per lattice unit in the first octave; each next one halves it. */
  frequency?: number;
}

/** A picture of simplex noise, row by row, at a depth that is the time step in the original. AnoDDPM's settings by default. */
export function simplexNoise(seed: number, depth: number, rows: number, columns: number, options: SimplexOptions = {}): Float64Array {
  const { octaves = 6, persistence = 0.8, frequency = 64 } = options;
  const permutation = simplexPermutation(seed);
  const field = new Float64Array(rows * columns);
  for (let octave = 0; octave < octaves; octave++) {
    const [amplitude, pixels] = [persistence ** octave, frequency / 2 ** octave];
    for (let i = 0; i < field.length; i++) {
      const [x, y] = [i % columns, Math.floor(i / columns)];
      field[i] = (field[i] ?? 0) + amplitude * openSimplex(permutation, x / pixels, y / pixels, depth / pixels);
    }
  }
  return field;
}

/** The same with mean 0 and variance 1 over the picture, so that a network can be told the level that is there. */
export function standardSimplex(seed: number, depth: number, rows: number, columns: number): Float32Array {
  const field = simplexNoise(seed, depth, rows, columns);
  const mean = field.reduce((sum, value) => sum + value, 0) / field.length;
  const spread = Math.sqrt(field.reduce((sum, value) => sum + (value - mean) ** 2, 0) / field.length);
  return Float32Array.from(field, (value) => (value - mean) / spread);
}
