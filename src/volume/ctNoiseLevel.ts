import { DiffusionError } from '../core/errors';
import { lowest } from './intensity';
import { surveyed, type Survey } from './survey';

/**
 * Noise level of CT slices in HU, read in soft tissue; the twin of models/training/ct/level.py, which explains the method and which
 * training used: the network is told the number that this very code gives. tests/volume compares the two.
 */
const BLOCK = 16;
const SOFT = [-200, 200] as const;
const INSIDE = 0.9;
const FEWEST = 8;
const CLIP = [-1024, 1500] as const;
const MAD = 0.6744897501960817;
const RHO = [-1.3, 1] as const;
/** ln(σ / s2) as a cubic in ρ = ln(s1 / s2), fitted on ramp noise through kernels from soft to sharp (models/training/ct/fit_level.py). */
const TEXTURE = [0.4589, 0.2066, 0.3436, -0.0847] as const;
/** Gaussian of 1.5 samples on the halved grid, 13 taps. */
const TAPS = 6;
const GAUSSIAN = Array.from({ length: 2 * TAPS + 1 }, (_, k) => Math.exp(-((k - TAPS) ** 2) / (2 * 1.5 ** 2)));
const GAUSSIAN_SUM = GAUSSIAN.reduce((a, b) => a + b);

/** A row-major picture. */
interface Plane {
  data: Float64Array;
  rows: number;
  columns: number;
}

const plane = (rows: number, columns: number): Plane => ({ data: new Float64Array(rows * columns), rows, columns });

/** Diagonal Haar band (unit gain for white noise) and average, one number from each 2 × 2 group. */
function haar({ data, rows, columns }: Plane): { diagonal: Plane; average: Plane } {
  const [diagonal, average] = [plane(rows / 2, columns / 2), plane(rows / 2, columns / 2)];
  for (let r = 0; r < rows / 2; r++) {
    for (let c = 0; c < columns / 2; c++) {
      const i = 2 * r * columns + 2 * c;
      const [p, q, s, t] = [data[i] ?? 0, data[i + 1] ?? 0, data[i + columns] ?? 0, data[i + columns + 1] ?? 0];
      diagonal.data[r * diagonal.columns + c] = (p - q - s + t) / 2;
      average.data[r * average.columns + c] = (p + q + s + t) / 4;
    }
  }
  return { diagonal, average };
}

/** The Gaussian along one axis, edges repeated: `length` samples, `stride` apart, on each of `lines` lines, `step` apart. */
function smoothLines(data: Float64Array, length: number, stride: number, lines: number, step: number): Float64Array {
  const out = new Float64Array(data.length);
  for (let line = 0; line < lines; line++) {
    for (let i = 0; i < length; i++) {
      let total = 0;
      for (let k = -TAPS; k <= TAPS; k++) {
        const at = Math.min(length - 1, Math.max(0, i + k));
        total += (GAUSSIAN[k + TAPS] ?? 0) * (data[line * step + at * stride] ?? 0);
      }
      out[line * step + i * stride] = total / GAUSSIAN_SUM;
    }
  }
  return out;
}

function smooth({ data, rows, columns }: Plane): Float64Array {
  return smoothLines(smoothLines(data, rows, columns, columns, 1), columns, 1, rows, columns);
}

/** Visits the values of the window at block row i, block column j; windows overlap by half. */
function window(data: Float64Array, columns: number, size: number, i: number, j: number, visit: (value: number, k: number) => void): void {
  const start = ((i * size) / 2) * columns + (j * size) / 2;
  for (let k = 0; k < size * size; k++) visit(data[start + Math.floor(k / size) * columns + (k % size)] ?? 0, k);
}

/** Mean of the two middle values. Sorts its argument. */
function median(values: Float64Array): number {
  values.sort();
  const n = values.length;
  return ((values[(n - 1) >> 1] ?? NaN) + (values[n >> 1] ?? NaN)) / 2;
}

const medianOf = (values: readonly number[]) => median(Float64Array.from(values));

/** The slice as float64, clipped, without the rows and columns beyond a multiple of 8. */
function cropped(slice: Float32Array, rows: number, columns: number): Plane {
  const out = plane(Math.floor(rows / 8) * 8, Math.floor(columns / 8) * 8);
  for (let r = 0; r < out.rows; r++) {
    for (let c = 0; c < out.columns; c++) {
      out.data[r * out.columns + c] = Math.min(CLIP[1], Math.max(CLIP[0], slice[r * columns + c] ?? 0));
    }
  }
  return out;
}

/**
 * σ of one slice in HU; NaN where fewer than 8 blocks of 32 × 32 pixels are soft tissue.
 * A target of several HU stays: anatomy finer than the blocks, and the image's own noise, cannot be told from added noise.
 */
export function ctSliceNoiseLevel(slice: Float32Array, rows: number, columns: number): number {
  const { diagonal: fine, average: half } = haar(cropped(slice, rows, columns));
  const { diagonal: coarse } = haar(half);
  const smoothed = smooth(half);
  const [of1, of2] = [new Float64Array(BLOCK ** 2), new Float64Array((BLOCK / 2) ** 2)];
  const [first, second]: [number[], number[]] = [[], []];
  for (let i = 0; i < Math.floor(half.rows / (BLOCK / 2)) - 1; i++) {
    for (let j = 0; j < Math.floor(half.columns / (BLOCK / 2)) - 1; j++) {
      let soft = 0;
      window(smoothed, half.columns, BLOCK, i, j, (v) => (soft += v > SOFT[0] && v < SOFT[1] ? 1 : 0));
      if (!(soft / of1.length > INSIDE)) continue;
      window(fine.data, fine.columns, BLOCK, i, j, (v, k) => (of1[k] = Math.abs(v)));
      window(coarse.data, coarse.columns, BLOCK / 2, i, j, (v, k) => (of2[k] = Math.abs(v)));
      first.push(median(of1));
      second.push(median(of2));
    }
  }
  if (first.length < FEWEST) return NaN;
  const [s1, s2] = [medianOf(first) / MAD, medianOf(second) / MAD];
  const rho = Math.min(RHO[1], Math.max(RHO[0], Math.log(Math.max(s1, 1e-12) / Math.max(s2, 1e-12))));
  return s2 * Math.exp(TEXTURE[0] + rho * (TEXTURE[1] + rho * (TEXTURE[2] + rho * TEXTURE[3])));
}

/**
 * σ of every slice in HU. The level changes along the body (shoulders against lungs), so each slice has its own; a slice with too little
 * soft tissue takes that of the nearest slice that has one.
 *
 * @throws DiffusionError BAD_PIXELS for values that are not finite, NOISE_UNKNOWN when no slice holds enough soft tissue
 */
export const ctNoiseLevels = (slices: readonly Float32Array[], rows: number, columns: number): number[] =>
  surveyed(ctNoiseSurvey(slices.length, rows, columns), slices).sigmas;

/** The same as a survey of one look, which also finds the smallest value. */
export function* ctNoiseSurvey(slices: number, rows: number, columns: number): Survey<{ sigmas: number[]; low: number }> {
  const found: number[] = Array<number>(slices).fill(NaN);
  let low = Infinity;
  yield {
    visit: (slice, index) => {
      low = Math.min(low, lowest(slice, index));
      found[index] = ctSliceNoiseLevel(slice, rows, columns);
    },
  };
  const known = found.flatMap((sigma, index) => (sigma > 0 ? [index] : []));
  if (known.length === 0) {
    throw new DiffusionError('NOISE_UNKNOWN', { measured: `0 of ${slices} slices with enough soft tissue` });
  }
  const sigmas = found.map((_, index) => {
    const nearest = known.reduce((a, b) => (Math.abs(b - index) < Math.abs(a - index) ? b : a));
    return found[nearest] ?? NaN;
  });
  return { sigmas, low };
}
