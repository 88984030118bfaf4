import { at } from '../core/at';
import { DiffusionError } from '../core/errors';
import { ctSliceNoiseLevel } from '../volume/ctNoiseLevel';
import { sliceNoiseLevel } from '../volume/noiseLevel';
import type { Volume } from '../volume/Volume';
import { imageOnly } from './imageOnly';
import { blockMoments, calmBlocks, splitInTwo, type Block } from './calmBlocks';
import { scaleOf, smoothInside, type Scale } from './inside';

/** Slices read, spread evenly: enough for stable numbers, quick enough for the panel. */
const SLICES_READ = 24;

/** What cannot be measured is undefined. */
export interface Quality {
  /** Noise level in modality units, as src/volume measures it: fine anatomy counts as noise, so it never reaches 0. */
  noise: number | undefined;
  /** Mean over standard deviation in the brighter homogeneous blocks, no unit. In CT the mean is in HU, as radiology reports it. */
  snr: number | undefined;
  /** |Mean of the brighter − mean of the darker homogeneous blocks| over the standard deviation of both, no unit. */
  cnr: number | undefined;
}

export interface BeforeAfter {
  /** Modality units: HU for CT, otherwise the series' own. */
  units: string;
  before: Quality;
  after: Quality;
  /** Mean of result − source in modality units: in the head or body, and in the homogeneous blocks. */
  bias: { inside: number | undefined; homogeneous: number | undefined };
  /** Homogeneous blocks of 8 × 8 pixels used, the same before and after. */
  blocks: { brighter: number; darker: number };
}

type Grid = Pick<Volume, 'rows' | 'columns' | 'units'>;

/** Spread of a group of blocks, pooled, and its mean. A picture without any spread has no SNR. */
function pooled(slices: readonly Float32Array[], columns: number, blocks: readonly Block[]) {
  const moments = blocks.map((block) => blockMoments(slices, columns, block));
  const average = (of: (m: { mean: number; variance: number }) => number) => moments.reduce((sum, m) => sum + of(m), 0) / moments.length;
  return { mean: average((m) => m.mean), variance: average((m) => m.variance) };
}

const ifFinite = (value: number): number | undefined => (Number.isFinite(value) ? value : undefined);

function noiseOf(slices: readonly Float32Array[], { rows, columns, units }: Grid, { unit }: Scale): number | undefined {
  const found = slices
    .map((slice) => (units === 'HU' ? ctSliceNoiseLevel(slice, rows, columns) : sliceNoiseLevel(slice, rows, columns, unit) * unit))
    .filter((level) => level >= 0)
    .sort((a, b) => a - b);
  return ifFinite(((found[(found.length - 1) >> 1] ?? NaN) + (found[found.length >> 1] ?? NaN)) / 2);
}

function qualityOf(
  slices: readonly Float32Array[],
  grid: Grid,
  scale: Scale,
  brighter: readonly Block[],
  darker: readonly Block[],
): Quality {
  const [bright, dark] = [pooled(slices, grid.columns, brighter), pooled(slices, grid.columns, darker)];
  const spread = Math.sqrt((bright.variance * brighter.length + dark.variance * darker.length) / (brighter.length + darker.length));
  return {
    noise: noiseOf(slices, grid, scale),
    snr: ifFinite(bright.mean / Math.sqrt(bright.variance)),
    cnr: ifFinite((bright.mean - dark.mean) / spread),
  };
}

function insideBias(source: readonly Float32Array[], result: readonly Float32Array[], { rows, columns }: Grid, scale: Scale): number {
  let [sum, count] = [0, 0];
  source.forEach((slice, k) => {
    const { inside } = smoothInside(slice, rows, columns, scale);
    const made = at(result, k);
    inside.forEach((within, i) => {
      if (!within) return;
      sum += made[i]! - slice[i]!;
      count += 1;
    });
  });
  return sum / count;
}

/**
 * Noise, SNR, CNR and bias of a result beside its source. Homogeneous regions are blocks of low gradient of the source, split by brightness
 * into two groups (Otsu): both of them, and the same voxels of source and result, are used. Up to 24 slices are read.
 *
 * @param result on the source's grid; of a partial result give only the finished slices, and the same of the source
 * @throws DiffusionError BAD_PIXELS, EMPTY_IMAGE
 */
export function beforeAfter(seen: Grid & Pick<Volume, 'slices' | 'padding'>, made: readonly Float32Array[]): BeforeAfter {
  const { source, result } = imageOnly(seen, made);
  const scale = scaleOf(source.slices, source.units);
  const total = source.slices.length;
  const count = Math.min(SLICES_READ, total);
  const read = Array.from({ length: count }, (_, k) => Math.floor(((k + 0.5) * total) / count));
  const pick = (slices: readonly Float32Array[]) => read.map((k) => at(slices, k));
  const [old, after] = [pick(source.slices), pick(result)];
  const blocks = calmBlocks(old, source.rows, source.columns, scale);
  const means = blocks.map((block) => blockMoments(old, source.columns, block).mean);
  const limit = splitInTwo(means);
  const brighter = blocks.filter((_, n) => (means[n] ?? 0) >= limit);
  const darker = blocks.filter((_, n) => (means[n] ?? 0) < limit);
  return {
    units: source.units,
    before: qualityOf(old, source, scale, brighter, darker),
    after: qualityOf(after, source, scale, brighter, darker),
    bias: {
      inside: ifFinite(insideBias(old, after, source, scale)),
      homogeneous: ifFinite(pooled(after, source.columns, blocks).mean - pooled(old, source.columns, blocks).mean),
    },
    blocks: { brighter: brighter.length, darker: darker.length },
  };
}

/**
 * Mean and standard deviation (n - 1), in modality units, of the voxels that a reader marked.
 *
 * @param mask one per slice, on the same grid, not 0 where marked; undefined where nothing is
 * @throws DiffusionError REGION_GRID; REGION_EMPTY
 */
export function measureRegion(slices: readonly Float32Array[], mask: readonly (Uint8Array | undefined)[]) {
  let [n, mean, squares] = [0, 0, 0];
  mask.forEach((marked, k) => {
    const slice = slices[k];
    if (!marked) return;
    if (slice?.length !== marked.length) {
      throw new DiffusionError('REGION_GRID', { measured: `${marked.length} pixels`, allowed: `${slice?.length ?? 0} in slice ${k + 1}` });
    }
    marked.forEach((inside, i) => {
      if (!inside) return;
      const value = slice[i]!;
      const before = mean;
      mean += (value - mean) / ++n;
      squares += (value - before) * (value - mean);
    });
  });
  if (n === 0) throw new DiffusionError('REGION_EMPTY');
  return { mean, sd: n > 1 ? Math.sqrt(squares / (n - 1)) : 0, n };
}
