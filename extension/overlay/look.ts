import type { Manifest } from '../../src/models/manifest';
import { isPrior, scoreTable } from '../../src/models/prior';
import type { Kind } from '../../src/results/kinds';
import { evidence } from '../../src/volume/brainCanvas/score';
import type { Paint } from '../host/layers';
import type { ResultRow } from '../results/rows';
import { highest } from '../run/windows';
import { COLORMAPS, SIGNED_COLORMAP } from './colormaps';

/** Parts of a result that are shown as colours on the source, the first one by default. */
export const OVERLAY_MAPS = ['score', 'sum', 'brightness', 'uncertainty', 'difference'] as const satisfies readonly Kind[];
export type OverlayMap = (typeof OVERLAY_MAPS)[number];

/** Marks what is not healthy; the other maps are in the units of the source. */
export const isScore = (map: OverlayMap) => isRarity(map) || map === 'sum';
/** -log10 of the share of healthy voxels above. The sum of two of them is not: no healthy image says how rare it is. */
export const isRarity = (map: OverlayMap) => map === 'score' || map === 'brightness';
export const isSigned = (map: OverlayMap) => map === 'difference';

/** What the reader may choose from, for one map. */
export interface Limits {
  low: number;
  high: number;
  step: number;
}

/** Colours run from threshold to upper; nothing is coloured below the threshold. For a signed map both count from zero to either side. */
export interface Range {
  threshold: number;
  upper: number;
}

/** How the overlay of one run looks. */
export interface Look {
  map: OverlayMap;
  /** Share of the colour in the picture: true alpha. */
  opacity: number;
  colormap: string;
  range: Range;
  limits: Limits;
}

export const FIRST_LOOK = { opacity: 0.6, colormap: COLORMAPS[0]?.id ?? '' };

/** Evidence that a slider of a score ends at: beyond the healthy images that any calibration has seen. */
const MOST_EVIDENCE = 6;
const SCORE_STEP = 0.05;
/** Of the colours, to begin with: half an order of magnitude. */
const LEAST_SPAN = 0.5;
/** Slider positions of a map in the units of the source. */
const POSITIONS = 200;
/** Voxels looked at to find the range of a map. */
const SAMPLES = 200_000;

const up = (value: number, step: number) => Number((Math.ceil(value / step - 1e-9) * step).toPrecision(12));

/** For a sum of `terms` scores each of them counts. Full colour is the strongest of this series, so that what is above can be told apart. */
function scoreRange(peak: number, manifest: Manifest | undefined, terms: number): Range & Limits {
  const table = isPrior(manifest) ? scoreTable(manifest) : undefined;
  // The manifest's cut as a reader of the map sees it: on the calibrated scale.
  const cut = isPrior(manifest) && table ? evidence(table)(manifest.score.cut) : 2;
  const threshold = Number((terms * cut).toFixed(2));
  const strongest = Math.min(terms * MOST_EVIDENCE, up(peak, SCORE_STEP));
  // One step beyond the strongest: the end of the slider hides all, also where many voxels are as strong as that.
  const high = Math.max(up(threshold, SCORE_STEP) + 1, Number((strongest + SCORE_STEP).toPrecision(12)));
  const upper = Math.max(up(threshold, SCORE_STEP) + LEAST_SPAN, Math.min(strongest, terms * (table?.at(-1)?.[1] ?? high)));
  return { low: SCORE_STEP, high, step: SCORE_STEP, threshold, upper };
}

/** Ends at the strongest thousandth of the voxels that are not zero, and begins to colour at a third of that. */
function unitRange(slices: readonly Float32Array[]): Range & Limits {
  const stride = Math.max(1, Math.floor(slices.reduce((sum, slice) => sum + slice.length, 0) / SAMPLES));
  const sample: number[] = [];
  for (const slice of slices) for (let i = 0; i < slice.length; i += stride) if (slice[i]) sample.push(Math.abs(slice[i] ?? 0));
  const sorted = Float32Array.from(sample).sort();
  const top = sorted[Math.floor(0.999 * (sorted.length - 1))] || 1;
  const step = Number((top / POSITIONS).toPrecision(1));
  const high = up(top, step);
  return { low: step, high, step, threshold: up(top / 3, step), upper: high };
}

/**
 * Where the sliders of a map may go and where they start: at the calibrated cut of the model, for a score.
 *
 * @param peak the largest value, where that is known: a score is not looked through for it again
 */
export function firstRange(
  map: OverlayMap,
  slices: readonly Float32Array[],
  manifest?: Manifest,
  peak?: number,
): { range: Range; limits: Limits } {
  const score = () => scoreRange(peak ?? Math.max(0, ...slices.map(highest)), manifest, isRarity(map) ? 1 : 2);
  const { threshold, upper, ...limits } = isScore(map) ? score() : unitRange(slices);
  return { range: { threshold, upper }, limits };
}

const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));

/** A change of one end; the other gives way, and at least one step stays between them. What is not a number changes nothing. */
export function moveRange(range: Range, { low, high, step }: Limits, patch: Partial<Range>): Range {
  if (Number.isFinite(patch.threshold)) {
    const threshold = clamp(patch.threshold ?? low, low, high - step);
    return { threshold, upper: Math.max(range.upper, threshold + step) };
  }
  if (Number.isFinite(patch.upper)) {
    const upper = clamp(patch.upper ?? high, low + step, high);
    return { threshold: Math.min(range.threshold, upper - step), upper };
  }
  return range;
}

export interface OpacityPoint {
  value: number;
  opacity: number;
}

/** Opacity over values: a step at the threshold. */
export function opacityPoints({ map, opacity, range: { threshold, upper }, limits: { step } }: Look): OpacityPoint[] {
  const edge = step / 1000;
  const above = [
    { value: threshold - edge, opacity: 0 },
    { value: threshold, opacity },
    { value: upper, opacity },
  ];
  if (!isSigned(map)) return above;
  const below = above.map((point) => ({ ...point, value: -point.value })).reverse();
  return [...below, ...above];
}

/** Values that have the first and the last colour. */
export const colourRange = ({ map, range: { threshold, upper } }: Look) => ({ lower: isSigned(map) ? -upper : threshold, upper });

/** The maps of a result that can be laid over its source. */
export const mapsOf = ({ sets }: Pick<ResultRow, 'sets'>): OverlayMap[] => OVERLAY_MAPS.filter((map) => sets[map] !== undefined);

/** How its layer is drawn. */
export const paintOf = (look: Look): Paint => ({
  colormap: isSigned(look.map) ? SIGNED_COLORMAP.id : look.colormap,
  range: colourRange(look),
  opacity: opacityPoints(look),
});
