import { dot, minus } from '../volume/vectors';
import { normalOf } from '../volume/plane';
import type { SlicePlane, Vector3 } from '../volume/Volume';
import type { Measured } from './Rule';

/** A step may differ from the median step by this share, or by what two positions rounded to 0.1 mm make of it. */
const EVEN = 0.05;
const ROUNDED = 0.11;
/** mm. */
const SAME_PLACE = 1e-2;
/** mm, or one pixel where that is more: headers round positions. */
const BESIDE = 1;
/** So many slices tell the line of a stack. */
const COMPARED = 48;

type Planes = readonly (SlicePlane | undefined)[];

/** What a person calls a slice: its place in the list, from 1. */
export const numberOf = (listed: number) => listed + 1;
export const mm = (x: number) => `${x.toFixed(2)} mm`;
export const isWhole = (plane: SlicePlane | undefined): plane is SlicePlane =>
  plane !== undefined &&
  [...plane.position, ...plane.rowCosines, ...plane.columnCosines].every(Number.isFinite) &&
  plane.rowSpacing > 0 &&
  plane.columnSpacing > 0 &&
  plane.rowSpacing + plane.columnSpacing < Infinity;

/** Places in the list along the normal of the first plane, and mm from each to the next; of planes that the first rules have let pass. */
export function ordered(planes: Planes): { known: SlicePlane[]; order: number[]; steps: number[] } {
  const known = planes.filter(isWhole);
  const [first] = known;
  if (!first) return { known, order: [], steps: [] };
  const along = known.map((plane) => dot(minus(plane.position, first.position), normalOf(first)));
  const at = (index: number | undefined) => along[index ?? -1] ?? NaN;
  const order = known.map((_, index) => index).sort((a, b) => at(a) - at(b));
  return { known, order, steps: order.slice(1).map((index, k) => at(index) - at(order[k])) };
}

export const medianOf = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;

/** Images that lie where another one lies, as places in the list. */
export function together(planes: Planes): number[] {
  const { order, steps } = ordered(planes);
  return order.filter((_, k) => [steps[k - 1], steps[k]].some((step) => step !== undefined && step < SAME_PLACE));
}

const even = (median: number) => (EVEN * median < ROUNDED ? '0.1 mm' : `${100 * EVEN} %`);

/** The first gap that is not like the others; `whole`: slices are missing in it. */
export function unevenStep(planes: Planes): (Measured & { whole: boolean }) | undefined {
  const { steps, order } = ordered(planes);
  const median = medianOf(steps);
  const differs = (step: number, expected: number) => Math.abs(step - expected) > Math.max(EVEN * expected, ROUNDED);
  const k = steps.findIndex((step) => differs(step, median));
  const step = steps[k];
  if (step === undefined) return undefined;
  const count = Math.round(step / median);
  const whole = count >= 2 && !differs(step, count * median);
  const [one = NaN, other = NaN] = [order[k], order[k + 1]].map((index) => numberOf(index ?? NaN)).sort((a, b) => a - b);
  const where = other === one + 1 ? `after slice ${one}` : `between slices ${one} and ${other}`;
  return { measured: `${mm(step)} ${where}`, allowed: `${mm(median)} ± ${even(median)}`, whole };
}

/** From the first to the last slice along the normal. */
export function extentOf(planes: Planes): { vector: Vector3; length: number; normal: Vector3 } | undefined {
  const { known, order } = ordered(planes);
  const [first, low, high] = [known[0], known[order[0] ?? -1], known[order.at(-1) ?? -1]];
  if (!first || !low || !high || order.length < 2) return undefined;
  const vector = minus(high.position, low.position);
  return { vector, length: Math.sqrt(dot(vector, vector)), normal: normalOf(first) };
}

/**
 * The slice that lies farthest beside the line of the others, in its own plane. The line may be tilted: its slope is the median of those between
 * any two slices, and its foot the median of what then remains, so that one slice that was moved moves neither.
 */
export function slippedSlice(planes: Planes): Measured | undefined {
  const { known, order } = ordered(planes);
  const [first] = known;
  if (!first || order.length < 3) return undefined;
  const places = order.map((index) => minus((known[index] ?? first).position, first.position));
  const heights = places.map((place) => dot(place, normalOf(first)));
  // Of many slices some tell the line: toolbars ask at every event.
  const stride = Math.ceil(order.length / COMPARED);
  const compared = order.map((_, k) => k).filter((k) => k % stride === 0);
  const beside = [first.rowCosines, first.columnCosines].map((axis) => {
    const along = places.map((place) => dot(place, axis));
    const slopes = compared.flatMap((k, n) =>
      compared.slice(n + 1).map((other) => ((along[other] ?? NaN) - (along[k] ?? NaN)) / ((heights[other] ?? NaN) - (heights[k] ?? NaN))),
    );
    const slope = medianOf(slopes);
    const rest = along.map((a, k) => a - slope * (heights[k] ?? NaN));
    const foot = medianOf(rest);
    return rest.map((r) => r - foot);
  });
  const distances = order.map((_, k) => Math.hypot(beside[0]?.[k] ?? NaN, beside[1]?.[k] ?? NaN));
  const largest = Math.max(...distances);
  const room = Math.max(BESIDE, first.rowSpacing, first.columnSpacing);
  if (!(largest > room)) return undefined;
  return {
    measured: `slice ${numberOf(order[distances.indexOf(largest)] ?? NaN)} lies ${mm(largest)} beside the line of the others`,
    allowed: mm(room),
  };
}
