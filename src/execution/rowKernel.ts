import { DiffusionError } from '../core/errors';
import { edm } from '../diffusion/parameterisation';
import { HISTORY, restRow, type Row } from '../diffusion/rows';
import { keyOf, lastWord } from '../random/philox';
import { NOISE_WGSL } from '../random/wgsl';
import type { NoiseSource } from './Executor';

/**
 * One pass per row: D = cSkip·x + cOut·F within its limit, history shifted, x combined with saved state and fresh noise, and the next network
 * input written, so that the state never leaves the GPU. The first pass of a run (`evaluate` 0, a 1) only writes the network input.
 */
export const ROW_KERNEL = /* wgsl */ `
struct Row {
  a: f32, cSkip: f32, cOut: f32, cInNext: f32,
  cNoiseNext: f32, evaluate: u32, length: u32, save: u32,
  b: vec4f,
  c: vec4f,
  e: f32, noiseWeight: f32, noiseIndex: u32, unused: u32,
  low: f32, high: f32, unused1: u32, unused2: u32,
};
struct Noise { key: vec2u, slice: u32, last: u32 };
@group(0) @binding(0) var<uniform> row: Row;
@group(0) @binding(1) var<uniform> noise: Noise;
@group(0) @binding(2) var<storage, read_write> x: array<f32>;
@group(0) @binding(3) var<storage, read> f: array<f32>;
@group(0) @binding(4) var<storage, read_write> points: array<vec4f>;
@group(0) @binding(5) var<storage, read_write> estimates: array<vec4f>;
@group(0) @binding(6) var<storage, read_write> networkInput: array<f32>;
@group(0) @binding(7) var<storage, read_write> networkNoise: array<f32>;
@group(0) @binding(8) var<storage, read_write> saved: array<f32>;
@group(0) @binding(9) var<storage, read> normalTable: array<u32>;
${NOISE_WGSL}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.y * groups.x * 64u + id.x;
  if (i == 0u) { networkNoise[0] = row.cNoiseNext; }
  if (i >= row.length) { return; }
  let here = x[i];
  if (row.evaluate == 1u) {
    points[i] = vec4f(here, points[i].xyz);
    estimates[i] = vec4f(clamp(row.cSkip * here + row.cOut * f[i], row.low, row.high), estimates[i].xyz);
  }
  var next = row.a * here + dot(row.b, estimates[i]) + dot(row.c, points[i]) + row.e * saved[i];
  if (row.noiseWeight != 0.0) {
    next += row.noiseWeight * normals(vec4u(i >> 2u, noise.slice, row.noiseIndex, noise.last), noise.key)[i & 3u];
  }
  if (row.save == 1u) { saved[i] = here; }
  x[i] = next;
  networkInput[i] = row.cInNext * next;
}`;

/** Bytes between two rows in the uniform buffer: WebGPU's alignment of dynamic offsets. */
export const ROW_STRIDE = 256;
export const ROW_BYTES = 96;
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

/** Whether the kernel has all that a row asks for; norms at run time, thresholds and known regions are left to the CPU backends. */
export const kernelCan = (row: Row): boolean =>
  !row.langevin &&
  !row.known &&
  !row.limit?.threshold &&
  (row.noise ?? []).length <= 1 &&
  typeof (row.noise?.[0]?.weight ?? 0) === 'number';

/** @throws DiffusionError BACKEND_UNAVAILABLE for options of a row that only the CPU backends have */
function noiseTerm(row: Row): { index: number; weight: number } {
  const { index, weight } = row.noise?.[0] ?? { index: 0, weight: 0 };
  if (!kernelCan(row) || typeof weight !== 'number') {
    throw new DiffusionError('BACKEND_UNAVAILABLE', { measured: 'a sampler whose steps WebGPU cannot do', allowed: 'the wasm backend' });
  }
  return { index, weight };
}

/** The uniform buffer of a run: entry 0 prepares the network input, entry i + 1 is row i. */
export function packRows(rows: readonly Row[], length: number, sigmaData: number): ArrayBuffer {
  const buffer = new ArrayBuffer(ROW_STRIDE * (rows.length + 1));
  const write = (index: number, row: Row, nextSigma: number) => {
    const floats = new Float32Array(buffer, index * ROW_STRIDE, ROW_BYTES / 4);
    const integers = new Uint32Array(buffer, index * ROW_STRIDE, ROW_BYTES / 4);
    const own = edm(row.evaluateAt ?? 1, sigmaData);
    const next = edm(nextSigma, sigmaData);
    const noise = noiseTerm(row);
    const [low, high] = row.limit?.clip ?? [-WIDEST_VALUE, WIDEST_VALUE];
    floats.set([row.a, own.cSkip, own.cOut, next.cIn, next.cNoise]);
    integers.set([row.evaluateAt === undefined ? 0 : 1, length, row.save ? 1 : 0], 5);
    floats.set([...row.b].slice(0, HISTORY), 8);
    floats.set([...row.c].slice(0, HISTORY), 12);
    floats.set([row.e ?? 0, noise.weight], 16);
    integers[18] = noise.index;
    floats.set([low, high], 20);
  };
  write(0, restRow(0), nextEvaluation(rows, -1));
  rows.forEach((row, i) => write(i + 1, row, nextEvaluation(rows, i)));
  return buffer;
}

/** Where the kernel finds its random numbers: key, slice, last counter word. */
export const packNoise = ({ seed, slice }: NoiseSource): Uint32Array<ArrayBuffer> =>
  Uint32Array.of(...keyOf(seed), slice, lastWord({ seed, slice, index: 0 }));
