import { DiffusionError } from '../core/errors';
import { type FieldBlock, noiseField, type NoiseField } from './noiseField';
import { surveyed, type Survey } from './survey';

/**
 * Noise level of MR slices, read inside the head; the twin of models/training/noise_level.py, which explains the method and which
 * training used: the network is told the number that this very code gives. tests/volume compares the two.
 */
const BLOCK = 16;
const HEAD = 0.15;
const CALM = 0.2;
const FEWEST = 8;
const MAD = 0.6744897501960817;
/** ln(σ / s2) as a cubic in ρ = ln(s1 / s2), fitted on noise of MR textures (models/training/fit_noise_level.py). */
const TEXTURE = [0.4527, 0.118, 0.2827, 0.1038] as const;
const RHO = [-1.5, 1.0] as const;
/** Slices read for the level of a series: enough for a stable median, cheap enough to run before the first slice. */
const SLICES_READ = 24;

/** A row-major picture. */
interface Plane {
  data: Float64Array;
  rows: number;
  columns: number;
}

interface Block extends FieldBlock {
  s2: number;
  edges: number;
}

type Quad = (a: number, b: number, c: number, d: number) => number;
const diagonal: Quad = (a, b, c, d) => (a - b - c + d) / 2;
const horizontal: Quad = (a, b, c, d) => (a - b + c - d) / 2;
const vertical: Quad = (a, b, c, d) => (a + b - c - d) / 2;
const average: Quad = (a, b, c, d) => (a + b + c + d) / 4;

/** One number from each 2 × 2 group. */
function halve({ data, rows, columns }: Plane, of: Quad): Plane {
  const out = { data: new Float64Array((rows / 2) * (columns / 2)), rows: rows / 2, columns: columns / 2 };
  for (let r = 0; r < out.rows; r++) {
    for (let c = 0; c < out.columns; c++) {
      const i = 2 * r * columns + 2 * c;
      out.data[r * out.columns + c] = of(data[i] ?? 0, data[i + 1] ?? 0, data[i + columns] ?? 0, data[i + columns + 1] ?? 0);
    }
  }
  return out;
}

/** Mean of the two middle values. Sorts its argument. */
function median(values: Float64Array): number {
  values.sort();
  const n = values.length;
  return ((values[(n - 1) >> 1] ?? NaN) + (values[n >> 1] ?? NaN)) / 2;
}

const medianOf = (values: readonly number[]) => median(Float64Array.from(values));

/** Index of the first value of the window at block row i, block column j; windows overlap by half. */
const corner = ({ columns }: Plane, size: number, i: number, j: number) => ((i * size) / 2) * columns + (j * size) / 2;

/** Spread of a window by its median absolute value; `into` holds as many values as the window. */
function deviation({ data, columns }: Plane, size: number, start: number, into: Float64Array): number {
  for (let r = 0, n = 0; r < size; r++) {
    for (let k = start + r * columns, end = k + size; k < end; k++) into[n++] = Math.abs(data[k] ?? 0);
  }
  return median(into) / MAD;
}

function energy({ data, columns }: Plane, size: number, start: number): number {
  let total = 0;
  for (let r = 0; r < size; r++) {
    for (let k = start + r * columns, end = k + size; k < end; k++) total += (data[k] ?? 0) * (data[k] ?? 0);
  }
  return total;
}

/** Mean of a window without a pixel that is exactly zero; 0 where there is one. */
function mean({ data, columns }: Plane, size: number, start: number): number {
  let total = 0;
  for (let r = 0; r < size; r++) {
    for (let k = start + r * columns, end = k + size; k < end; k++) {
      const value = data[k] ?? 0;
      if (value === 0) return 0;
      total += value;
    }
  }
  return total / (size * size);
}

/** Blocks of the head: mean above HEAD, no pixel exactly zero (air that was set to zero holds no noise). */
function headBlocks(slice: Float32Array, rows: number, columns: number, unit: number): Block[] {
  const plane: Plane = { rows: Math.floor(rows / BLOCK) * BLOCK, columns: Math.floor(columns / BLOCK) * BLOCK, data: new Float64Array(0) };
  plane.data = new Float64Array(plane.rows * plane.columns);
  for (let r = 0; r < plane.rows; r++) {
    for (let c = 0; c < plane.columns; c++) plane.data[r * plane.columns + c] = (slice[r * columns + c] ?? 0) / unit;
  }
  const fine = halve(plane, diagonal);
  const half = halve(plane, average);
  const [coarse, across, down] = [halve(half, diagonal), halve(half, horizontal), halve(half, vertical)];
  const [of1, of2] = [new Float64Array((BLOCK / 2) ** 2), new Float64Array((BLOCK / 4) ** 2)];
  const blocks: Block[] = [];
  for (let i = 0; i < (2 * plane.rows) / BLOCK - 1; i++) {
    for (let j = 0; j < (2 * plane.columns) / BLOCK - 1; j++) {
      const level = mean(plane, BLOCK, corner(plane, BLOCK, i, j));
      if (!(level > HEAD)) continue;
      const s1 = deviation(fine, BLOCK / 2, corner(fine, BLOCK / 2, i, j), of1);
      const at = corner(coarse, BLOCK / 4, i, j);
      const s2 = deviation(coarse, BLOCK / 4, at, of2);
      const edges = (energy(across, BLOCK / 4, at) + energy(down, BLOCK / 4, at)) / of2.length;
      blocks.push({ row: i, column: j, mean: level, s1, s2, edges });
    }
  }
  return blocks;
}

const textureOf = (s1: number, s2: number) => Math.log(Math.max(s1, 1e-12) / Math.max(s2, 1e-12));

function textureSigma(s1: number, s2: number): number {
  const rho = Math.min(RHO[1], Math.max(RHO[0], textureOf(s1, s2)));
  return s2 * Math.exp(TEXTURE[0] + rho * (TEXTURE[1] + rho * (TEXTURE[2] + rho * TEXTURE[3])));
}

/** The spread of a magnitude is below σ where the signal is low (Rician), hence the second reading. */
function sigmaOf(blocks: readonly Block[]): number {
  const raw = textureSigma(medianOf(blocks.map((b) => b.s1)), medianOf(blocks.map((b) => b.s2)));
  const gain = blocks.map((b) => 1 / Math.sqrt(1 - 0.5 / Math.max(2, (b.mean / raw) ** 2 - 1)));
  return textureSigma(medianOf(blocks.map((b, i) => b.s1 * (gain[i] ?? 1))), medianOf(blocks.map((b, i) => b.s2 * (gain[i] ?? 1))));
}

/** What is read of one slice. */
interface SliceNoise {
  /** As a share of the intensity unit. */
  sigma: number;
  /** ln of the finest over the next coarser detail: ln 2 for white noise, less the smoother it is. */
  texture: number;
  /** Where noise is read at all. */
  blocks: readonly Block[];
}

/** undefined where too little of the slice is head. */
function readSlice(slice: Float32Array, rows: number, columns: number, unit: number): SliceNoise | undefined {
  const head = headBlocks(slice, rows, columns, unit);
  let found: SliceNoise | undefined;
  for (const floor of [0, 2]) {
    const sigma = found?.sigma ?? 0;
    const usable = floor === 0 ? head : head.filter((b) => b.mean > floor * sigma);
    if (usable.length < FEWEST) break;
    const calm = [...usable].sort((a, b) => a.edges - b.edges).slice(0, Math.max(FEWEST, Math.round(CALM * usable.length)));
    const texture = textureOf(medianOf(calm.map((b) => b.s1)), medianOf(calm.map((b) => b.s2)));
    found = { sigma: sigmaOf(calm), texture, blocks: usable };
  }
  return found;
}

/**
 * σ of one slice as a share of the intensity unit; NaN where too little of the slice is head.
 * Fine anatomy cannot be told from noise this way: without any noise the number stays at 0.01 to 0.05.
 */
export const sliceNoiseLevel = (slice: Float32Array, rows: number, columns: number, unit: number): number =>
  readSlice(slice, rows, columns, unit)?.sigma ?? NaN;

/** The noise of a series: medians over its slices. */
export interface Noise extends Pick<SliceNoise, 'sigma' | 'texture'> {
  field: NoiseField | undefined;
}

/**
 * σ of a series: the median over up to 24 slices spread evenly.
 *
 * @throws DiffusionError NOISE_UNKNOWN when no slice holds enough head
 */
export const noiseLevel = (slices: readonly Float32Array[], rows: number, columns: number, unit: number): number =>
  surveyed(noiseSurvey(slices.length, rows, columns, unit), slices).sigma;

/** The same as a survey, one look at those slices, with the texture of the noise and how it differs over the picture. */
export function* noiseSurvey(slices: number, rows: number, columns: number, unit: number): Survey<Noise> {
  const count = Math.min(SLICES_READ, slices);
  const found: SliceNoise[] = [];
  yield {
    only: Array.from({ length: count }, (_, k) => Math.floor(((k + 0.5) * slices) / count)),
    visit: (slice) => {
      const read = readSlice(slice, rows, columns, unit);
      if (read && read.sigma > 0) found.push(read);
    },
  };
  if (found.length === 0) throw new DiffusionError('NOISE_UNKNOWN', { measured: `0 of ${count} slices with enough tissue` });
  const middle = (of: (read: SliceNoise) => number) => medianOf(found.map(of));
  return {
    sigma: middle(({ sigma }) => sigma),
    texture: middle(({ texture }) => texture),
    field: noiseField(found.map(({ blocks }) => blocks)),
  };
}
