import { DiffusionError } from '../core/errors';
import { preconditioning, type Parameterisation, type Preconditioning } from '../diffusion/parameterisation';
import { HISTORY, restRow, type Row } from '../diffusion/rows';
import { keyOf, lastWord } from '../random/philox';
import { NOISE_WGSL } from '../random/wgsl';
import type { NoiseSource, Region } from './Executor';

/** Invocations that add up the norms of a picture. */
const MEASURERS = 256;
/** Value of `found.firstBad` as long as all numbers were finite. */
export const NEVER = 0xffffffff;

/**
 * One pass per row: D = cSkip·x + cOut·F within its limit, history shifted, x combined with saved state and fresh noise, the known region put
 * back, and the next network input written, so that the state never leaves the GPU. The first pass of a run (`evaluate` 0, a 1) only writes
 * the network input. Rows with a Langevin correction run `measure` first, which finds the one number that only the run knows.
 *
 * A number that is not finite is noted with its row, where it arises: a limit, a mask or a weight of 0 may hide it from whoever reads the state.
 * It is told by the bits of its exponent, since compilers may take for granted that no number is NaN, and min, max and clamp may drop one.
 *
 * Eight storage buffers, what every device allows: pairs of arrays of the same length lie in one buffer, one behind the other.
 */
export const ROW_KERNEL = /* wgsl */ `
struct Row {
  a: f32, cSkip: f32, cOut: f32, cInNext: f32,
  cNoiseNext: f32, evaluate: u32, length: u32, save: u32,
  b: vec4f,
  c: vec4f,
  e: f32, low: f32, high: f32, variance: f32,
  noiseWeights: vec2f, noiseIndices: vec2u,
  langevin: f32, langevinNoise: u32, known: u32, knownSigma: f32,
  knownNoise: u32, number: u32, unused1: u32, unused2: u32,
};
struct Noise { key: vec2u, slice: u32, last: u32 };
@group(0) @binding(0) var<uniform> row: Row;
@group(0) @binding(1) var<uniform> noise: Noise;
/** x, then the saved state. */
@group(0) @binding(2) var<storage, read_write> state: array<f32>;
/** Points, then estimates; newest in x. */
@group(0) @binding(3) var<storage, read_write> history: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> networkInput: array<f32>;
@group(0) @binding(5) var<storage, read_write> networkNoise: array<f32>;
/** ε of the Langevin correction, and the first row that made a number that is not finite. */
struct Found { epsilon: f32, firstBad: atomic<u32> };
@group(0) @binding(6) var<storage, read_write> found: Found;
@group(0) @binding(7) var<storage, read> f: array<f32>;
/** Known picture and mask. */
@group(0) @binding(8) var<storage, read> region: array<vec2f>;
@group(0) @binding(9) var<storage, read> normalTable: array<u32>;
${NOISE_WGSL}
fn drawn(i: u32, index: u32) -> f32 {
  return normals(vec4u(i >> 2u, noise.slice, index, noise.last), noise.key)[i & 3u];
}
fn unlimited(i: u32) -> f32 {
  return row.cSkip * state[i] + row.cOut * f[i];
}
fn estimate(i: u32) -> f32 {
  return clamp(unlimited(i), row.low, row.high);
}
fn finite(value: f32) -> bool {
  return (bitcast<u32>(value) & 0x7f800000u) != 0x7f800000u;
}

var<workgroup> sums: array<vec2f, ${MEASURERS}>;
@compute @workgroup_size(${MEASURERS})
fn measure(@builtin(local_invocation_index) k: u32) {
  var mine = vec2f();
  for (var i = k; i < row.length; i += ${MEASURERS}u) {
    let pull = estimate(i) - state[i];
    let z = drawn(i, row.langevinNoise);
    mine += vec2f(pull * pull, z * z);
  }
  sums[k] = mine;
  workgroupBarrier();
  for (var half = ${MEASURERS / 2}u; half > 0u; half >>= 1u) {
    if (k < half) { sums[k] += sums[k + half]; }
    workgroupBarrier();
  }
  if (k == 0u) {
    found.epsilon = 0.0;
    if (sums[0].x > 0.0) { found.epsilon = row.langevin * row.variance * row.variance * sums[0].y / sums[0].x; }
  }
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.y * groups.x * 64u + id.x;
  if (i == 0u) { networkNoise[0] = row.cNoiseNext; }
  if (i >= row.length) { return; }
  let here = state[i];
  var bad = false;
  if (row.evaluate == 1u) {
    bad = !finite(f[i]) || !finite(unlimited(i));
    history[row.length + i] = vec4f(estimate(i), history[row.length + i].xyz);
    history[i] = vec4f(here, history[i].xyz);
  }
  let points = history[i];
  let estimates = history[row.length + i];
  var next = row.a * here + dot(row.b, estimates) + dot(row.c, points) + row.e * state[row.length + i];
  if (row.noiseWeights.x != 0.0) { next += row.noiseWeights.x * drawn(i, row.noiseIndices.x); }
  if (row.noiseWeights.y != 0.0) { next += row.noiseWeights.y * drawn(i, row.noiseIndices.y); }
  if (row.langevin > 0.0) {
    next += found.epsilon / row.variance * (estimates.x - points.x) + sqrt(2.0 * found.epsilon) * drawn(i, row.langevinNoise);
  }
  if (bad || !finite(next)) { atomicMin(&found.firstBad, row.number); }
  if (row.save == 1u) { state[row.length + i] = here; }
  if (row.known == 1u) {
    var level = region[i].x;
    if (row.knownSigma > 0.0) { level += row.knownSigma * drawn(i, row.knownNoise); }
    next = mix(next, level, region[i].y);
  }
  state[i] = next;
  networkInput[i] = row.cInNext * next;
}`;

/** Bytes between two rows in the uniform buffer: WebGPU's alignment of dynamic offsets. */
export const ROW_STRIDE = 256;
export const ROW_BYTES = 128;
const WIDEST_VALUE = 3.4e38;

/** Most workgroups along one axis that every WebGPU device allows. */
const WIDEST = 65535;

export function workgroups(length: number): [number, number] {
  const total = Math.ceil(length / 64);
  const x = Math.min(total, WIDEST);
  return [x, Math.ceil(total / x)];
}

/** σ of the next evaluation after row `from` (−1: of the first one); 1 where none follows, which only fills an unused input. */
function nextEvaluation(rows: readonly Row[], from: number): number {
  return rows.slice(from + 1).find((row) => row.evaluateAt !== undefined)?.evaluateAt ?? 1;
}

/** Fresh noises one row may add beside those of its options. */
const MOST_NOISES = 2;

/** Whether the kernel has all that a row asks for; thresholds at a quantile of the picture are left to the CPU backends. */
export const kernelCan = ({ limit, noise = [] }: Row): boolean =>
  !limit?.threshold && noise.length <= MOST_NOISES && noise.every(({ weight }) => typeof weight === 'number');

function rowEntry(buffer: ArrayBuffer, number: number, row: Row, length: number, own: Preconditioning, next: Preconditioning): void {
  const place = [number * ROW_STRIDE, ROW_BYTES / 4] as const;
  const [floats, integers] = [new Float32Array(buffer, ...place), new Uint32Array(buffer, ...place)];
  const [low, high] = row.limit?.clip ?? [-WIDEST_VALUE, WIDEST_VALUE];
  const { noise = [], langevin, known } = row;
  floats.set([row.a, own.cSkip, own.cOut, next.cIn, next.cNoise]);
  integers.set([row.evaluateAt === undefined ? 0 : 1, length, row.save ? 1 : 0], 5);
  floats.set(row.b.slice(0, HISTORY), 8);
  floats.set(row.c.slice(0, HISTORY), 12);
  floats.set([row.e ?? 0, low, high, (row.evaluateAt ?? 1) ** 2], 16);
  floats.set(
    noise.map(({ weight }) => Number(weight)),
    20,
  );
  integers.set(
    noise.map(({ index }) => index),
    22,
  );
  floats[24] = langevin?.strength ?? 0;
  integers.set([langevin?.noise ?? 0, known ? 1 : 0], 25);
  // A region put back clean draws nothing.
  floats[27] = known?.noise === undefined ? 0 : known.sigma;
  integers.set([known?.noise ?? 0, number], 28);
}

/**
 * The uniform buffer of a run: entry 0 prepares the network input, entry i + 1 is row i.
 *
 * @throws DiffusionError BACKEND_UNAVAILABLE for a row that only the CPU backends can do
 */
export function packRows(rows: readonly Row[], length: number, parameterisation: Parameterisation): ArrayBuffer {
  if (!rows.every(kernelCan))
    throw new DiffusionError('BACKEND_UNAVAILABLE', { measured: 'a sampler whose steps WebGPU cannot do', allowed: 'the wasm backend' });
  const buffer = new ArrayBuffer(ROW_STRIDE * (rows.length + 1));
  [restRow(0), ...rows].forEach((row, i) => {
    const own = preconditioning(parameterisation, row.evaluateAt ?? 1);
    rowEntry(buffer, i, row, length, own, preconditioning(parameterisation, nextEvaluation(rows, i - 1)));
  });
  return buffer;
}

/** Where the kernel finds its random numbers: key, slice, last counter word. */
export const packNoise = ({ seed, slice }: NoiseSource): Uint32Array<ArrayBuffer> =>
  Uint32Array.of(...keyOf(seed), slice, lastWord({ seed, slice, index: 0 }));

/** Where the kernel finds the known region: picture and mask, pixel by pixel. */
export const packRegion = ({ picture, mask }: Region): Float32Array<ArrayBuffer> =>
  Float32Array.from({ length: 2 * picture.length }, (_, i) => (i % 2 ? mask : picture)[i >> 1]!);
