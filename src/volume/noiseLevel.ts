import { DiffusionError } from '../core/errors';
import { headBlocks, type HeadBlock } from './headBlocks';
import { noiseField, type NoiseField } from './noiseField';
import { noiseOf } from './noiseReading';
import { median } from './quantile';
import { surveyed, type Survey } from './survey';

/**
 * Noise level of MR slices, read inside the head; the twin of models/training/noise_level.py, which explains the method and which
 * training used: the network is told the number that this very code gives. tests/volume compares the two.
 */
const FEWEST = 8;
/** Share of the blocks that tell how smooth the noise is: those with the fewest edges. */
const CALM = 0.2;
/** Below so many times σ a magnitude tells little of how the noise differs. */
const LOUD = 2;
/** What is drawn and not scanned, and what is burnt in, has no noise at all; the level is never nothing. */
const LEAST = 1e-6;
const WHITE = Math.LN2;
/** Slices read for the level of a series: enough for a stable median, cheap enough to run before the first slice. */
const SLICES_READ = 24;

/** What is read of one slice. */
interface SliceNoise {
  /** As a share of the intensity unit. */
  sigma: number;
  /** ln of the finest over the next coarser detail: ln 2 for white noise, less the smoother it is. */
  texture: number;
  /** Where noise is read at all. */
  blocks: readonly HeadBlock[];
}

/** undefined where too little of the slice is head. */
function readSlice(slice: Float32Array, rows: number, columns: number, unit: number): SliceNoise | undefined {
  const head = headBlocks(slice, rows, columns, unit);
  if (head.length < FEWEST) return undefined;
  const grained = head.filter(({ s1, straight1, s2, straight2 }) => Math.min(s1, straight1, s2, straight2) > 0);
  if (grained.length < FEWEST) return { sigma: LEAST, texture: WHITE, blocks: [] };
  const sigma = Math.max(LEAST, noiseOf(grained));
  const loud = grained.filter((block) => block.mean > LOUD * sigma);
  const blocks = loud.length < FEWEST ? grained : loud;
  const calm = [...blocks].sort((a, b) => a.edges - b.edges).slice(0, Math.max(FEWEST, Math.round(CALM * blocks.length)));
  return { sigma, texture: Math.log(median(calm.map((b) => b.s1)) / median(calm.map((b) => b.s2))), blocks };
}

/**
 * σ of one slice as a share of the intensity unit; NaN where too little of the slice is head. The level of noise beyond what a scan holds
 * anyway: without any added, scans give 0.005 to 0.03.
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
      if (read) found.push(read);
    },
  };
  if (found.length === 0) throw new DiffusionError('NOISE_UNKNOWN', { measured: `0 of ${count} slices with enough tissue` });
  const middle = (of: (read: SliceNoise) => number) => median(found.map(of));
  return {
    sigma: middle(({ sigma }) => sigma),
    texture: middle(({ texture }) => texture),
    field: noiseField(found.map(({ blocks }) => blocks)),
  };
}
