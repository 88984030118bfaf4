import { DiffusionError } from '../core/errors';
import { type Kind, kindRow } from '../results/kinds';
import { withoutPadding } from '../volume/blanks';
import type { Window } from './header';
import type { SourceHeader } from './sourceHeader';

/** About as many values as a percentile needs. */
const SAMPLED = 100_000;

/** A linear window is at least 1 wide; viewers draw a narrower one black (PS3.3 C.11.2.1.2). */
const between = (low: number, high: number): Window => ({ center: [(low + high) / 2], width: [Math.max(1, high - low)] });

/** From the 1st to the 99th percentile. */
function widestUseful(slices: readonly Float32Array[]): [low: number, high: number] {
  const step = Math.max(1, Math.floor(slices.reduce((sum, { length }) => sum + length, 0) / SAMPLED));
  const all = slices.flatMap((slice) => Array.from({ length: Math.ceil(slice.length / step) }, (_, n) => slice[n * step] as number));
  const sampled = withoutPadding(Float32Array.from(all)).sort();
  const [low, high] = [0.01, 0.99].map((share) => sampled[Math.floor(share * (sampled.length - 1))]);
  if (low === undefined || high === undefined) throw new DiffusionError('INTERNAL', { measured: 'a result without pixels' });
  return [low, high];
}

/** The window that a layer is stored with, for each of its images, by the rule of its kind. */
export function windowsOf(kind: Kind, slices: readonly Float32Array[]): (source: SourceHeader) => Window {
  const { window: rule } = kindRow(kind);
  if (typeof rule === 'object') return () => between(...rule);
  let own: Window | undefined;
  const ofPixels = () => {
    const [low, high] = widestUseful(slices);
    const most = Math.max(Math.abs(low), Math.abs(high));
    return rule === 'symmetric' ? between(-most, most) : between(low, high);
  };
  return (source) => (rule === 'source' && sourceWindow(source)) || (own ??= ofPixels());
}

/** The source's own windows; undefined where it has none, or one that cannot be used (0/0 is common). */
function sourceWindow({ WindowCenter: center, WindowWidth: width }: SourceHeader): Window | undefined {
  const usable = center.length > 0 && center.length === width.length && width.every((w) => w >= 1) && center.every(Number.isFinite);
  return usable ? { center, width } : undefined;
}
