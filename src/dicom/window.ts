import { DiffusionError } from '../core/errors';
import type { Steps } from '../core/steps';
import { type Kind, kindRow } from '../results/kinds';
import type { Slices } from '../results/slices';
import { withoutPadding } from '../volume/blanks';
import type { Window } from './header';
import type { SourceHeader } from './sourceHeader';

/** About as many values as a percentile needs. */
const SAMPLED = 100_000;

/** A linear window is at least 1 wide; viewers draw a narrower one black (PS3.3 C.11.2.1.2). */
const between = (low: number, high: number): Window => ({ center: [(low + high) / 2], width: [Math.max(1, high - low)] });

/** From the 1st to the 99th percentile. */
function* widestUseful(slices: Slices): Steps<[low: number, high: number]> {
  const pixels = slices.length * (slices.at(0)?.length ?? 0);
  const step = Math.max(1, Math.floor(pixels / SAMPLED));
  const samples: number[] = [];
  for (const slice of slices) {
    for (let n = 0; n < slice.length; n += step) samples.push(slice[n]!);
    yield;
  }
  const sampled = withoutPadding(Float32Array.from(samples)).sort();
  const [low, high] = [0.01, 0.99].map((share) => sampled[Math.floor(share * (sampled.length - 1))]);
  if (low === undefined || high === undefined) throw new DiffusionError('INTERNAL', { measured: 'a result without pixels' });
  return [low, high];
}

/** Gives the window that one image of a layer is stored with. */
export type WindowOf = (source: SourceHeader) => Window;

/**
 * The windows of a layer, by the rule of its kind.
 *
 * @param sources all that are asked of later: where the window is that of the source, the pixels are read only if one of them has none
 */
export function* windowsOf(kind: Kind, slices: Slices, sources: readonly SourceHeader[]): Steps<WindowOf> {
  const { window: rule } = kindRow(kind);
  if (typeof rule === 'object') return () => between(...rule);
  const needed = rule !== 'source' || !sources.every(sourceWindow);
  const [low, high] = needed ? yield* widestUseful(slices) : [0, 0];
  const most = Math.max(Math.abs(low), Math.abs(high));
  const own = rule === 'symmetric' ? between(-most, most) : between(low, high);
  return (source) => (rule === 'source' && sourceWindow(source)) || own;
}

/** The narrowest that a function allows (PS3.3 C.11.2.1.2, C.11.2.1.3): above nothing where it is not the linear one. */
const NARROWEST: Readonly<Record<string, number>> = { '': 1, LINEAR: 1, LINEAR_EXACT: Number.MIN_VALUE, SIGMOID: Number.MIN_VALUE };

/**
 * Windows of any function as linear ones, which every viewer knows: LINEAR_EXACT is half a unit off; of SIGMOID the slope in its middle is kept.
 *
 * @param shape VOI LUT Function; empty is linear
 * @returns undefined where there is none, or one that cannot be used (0/0 is common)
 */
export function linearWindow({ center, width }: Window, shape: string): Window | undefined {
  const narrowest = NARROWEST[shape];
  const alike = narrowest !== undefined && center.length > 0 && center.length === width.length;
  if (!alike || !width.every((w) => w >= narrowest) || ![...center, ...width].every(Number.isFinite)) return undefined;
  return narrowest === 1 ? { center, width } : { center: center.map((c) => c + 0.5), width: width.map((w) => w + 1) };
}

/** The source's own windows: written without a function, they must mean the same. */
const sourceWindow = ({ WindowCenter: center, WindowWidth: width, VOILUTFunction: shape }: SourceHeader): Window | undefined =>
  linearWindow({ center, width }, shape);
