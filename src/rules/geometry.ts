import { DiffusionError } from '../core/errors';
import { Stack } from '../volume/Stack';
import { dot, minus } from '../volume/vectors';
import { normalOf } from '../volume/plane';
import type { SlicePlane, Vector3 } from '../volume/Volume';
import { DIRECTION } from './direction';
import { judgeBy, type Rule } from './Rule';

/** cos of 0.5°: rounding of the header stays far below, a localizer or a tilt far above. */
const PARALLEL = Math.cos((0.5 * Math.PI) / 180);
/** A step may differ from the median step by this share: headers round positions to 0.1 mm and coarser. */
const EVEN = 0.05;
/** mm. */
const SAME_PLACE = 1e-2;

/** A list of slices that is to be a stack. */
export interface Slices {
  /** In any order; undefined where the header lacks position, orientation or spacing. */
  planes: readonly (SlicePlane | undefined)[];
  samplesPerPixel: number;
  /** A slice alone is good too; its distance to others counts as 1 mm. */
  oneSlice?: boolean;
  /** The series was made by this workbench. */
  isResult?: boolean;
}

const mm = (x: number) => `${x.toFixed(2)} mm`;
const degrees = (cosine: number) => `${((Math.acos(Math.min(1, Math.max(-1, cosine))) * 180) / Math.PI).toFixed(1)}°`;
const isWhole = (plane: SlicePlane | undefined): plane is SlicePlane =>
  plane !== undefined &&
  [...plane.position, ...plane.rowCosines, ...plane.columnCosines].every(Number.isFinite) &&
  plane.rowSpacing > 0 &&
  plane.columnSpacing > 0 &&
  plane.rowSpacing + plane.columnSpacing < Infinity;

/** Places in the list along the normal of the first plane, and mm from each to the next; of planes that the first rules have let pass. */
function ordered(planes: readonly (SlicePlane | undefined)[]): { known: SlicePlane[]; order: number[]; steps: number[] } {
  const known = planes.filter(isWhole);
  const [first] = known;
  if (!first) return { known, order: [], steps: [] };
  const along = known.map((plane) => dot(minus(plane.position, first.position), normalOf(first)));
  const at = (index: number | undefined) => along[index ?? -1] ?? NaN;
  const order = known.map((_, index) => index).sort((a, b) => at(a) - at(b));
  return { known, order, steps: order.slice(1).map((index, k) => at(index) - at(order[k])) };
}

const medianOf = (steps: readonly number[]) => [...steps].sort((a, b) => a - b)[Math.floor(steps.length / 2)] ?? NaN;

/** The first gap that is not like the others; `whole`: slices are missing in it. */
function unevenStep(planes: Slices['planes']): { measured: string; allowed: string; whole: boolean } | undefined {
  const { steps } = ordered(planes);
  const median = medianOf(steps);
  const k = steps.findIndex((step) => Math.abs(step / median - 1) > EVEN);
  const step = steps[k];
  if (step === undefined) return undefined;
  const [ratio, count] = [step / median, Math.round(step / median)];
  const whole = count >= 2 && Math.abs(ratio - count) <= count * EVEN;
  return { measured: `${mm(step)} after slice ${k + 1}`, allowed: `${mm(median)} ± ${100 * EVEN} %`, whole };
}

/** From the first to the last slice along the normal. */
function extentOf(planes: Slices['planes']): { vector: Vector3; length: number; normal: Vector3 } | undefined {
  const { known, order } = ordered(planes);
  const [first, low, high] = [known[0], known[order[0] ?? -1], known[order.at(-1) ?? -1]];
  if (!first || !low || !high || order.length < 2) return undefined;
  const vector = minus(high.position, low.position);
  return { vector, length: Math.sqrt(dot(vector, vector)), normal: normalOf(first) };
}

/** What a slice differs in from the first one; `of` says what it has and what the first one allows. */
function oddSlice(planes: Slices['planes'], of: (plane: SlicePlane, first: SlicePlane) => [measured: string, allowed: string] | undefined) {
  const [first, ...others] = planes;
  for (const [n, plane] of others.entries()) {
    const found = first && plane && of(plane, first);
    if (found) return { measured: `${found[0]} at slice ${n + 2}`, allowed: found[1] };
  }
  return undefined;
}

const refuse = (code: Rule<Slices>['code'], check: Rule<Slices>['check']): Rule<Slices> => ({
  code,
  level: 'refuse',
  needs: 'header',
  check,
});

/** Whether slices form a stack that may be worked on. */
export const GEOMETRY: readonly Rule<Slices>[] = [
  refuse('NO_IMAGE', ({ planes }) => (planes.length === 0 ? {} : undefined)),
  // Denoising twice removes what the first run kept on purpose.
  refuse('OWN_RESULT', ({ isResult }) => (isResult ? {} : undefined)),
  refuse('COLOUR_IMAGE', ({ samplesPerPixel: n }) => (n === 1 ? undefined : { measured: `${n} samples per pixel` })),
  refuse('SINGLE_SLICE', ({ planes, oneSlice }) => (planes.length === 1 && !oneSlice ? { measured: '1 slice' } : undefined)),
  refuse('NO_GEOMETRY', ({ planes }) => {
    const without = planes.length - planes.filter(isWhole).length;
    return without > 0 ? { measured: `${without} of ${planes.length} slices without` } : undefined;
  }),
  DIRECTION,
  refuse('MIXED_SIZE', ({ planes }) =>
    oddSlice(planes, (plane, first) => {
      const size = ({ columns, rows }: SlicePlane) => `${columns} × ${rows}`;
      if (size(plane) !== size(first)) return [size(plane), `${size(first)} throughout`];
      const off = Math.max(Math.abs(plane.rowSpacing / first.rowSpacing - 1), Math.abs(plane.columnSpacing / first.columnSpacing - 1));
      return off > 1e-3 ? [mm(plane.rowSpacing), mm(first.rowSpacing)] : undefined;
    }),
  ),
  refuse('MIXED_ORIENTATION', ({ planes }) =>
    oddSlice(planes, (plane, first) => {
      const cosine = Math.min(dot(normalOf(plane), normalOf(first)), dot(plane.rowCosines, first.rowCosines));
      return cosine < PARALLEL ? [degrees(cosine), 'less than 0.5°'] : undefined;
    }),
  ),
  refuse('DUPLICATE_POSITION', ({ planes }) => {
    const same = ordered(planes).steps.filter((step) => step < SAME_PLACE).length;
    return same > 0 ? { measured: `${same + 1} images` } : undefined;
  }),
  refuse('MISSING_SLICE', ({ planes }) => {
    const { whole, ...found } = unevenStep(planes) ?? { whole: false };
    return whole ? found : undefined;
  }),
  refuse('IRREGULAR_SPACING', ({ planes }) => {
    const { whole, ...found } = unevenStep(planes) ?? { whole: true };
    return whole ? undefined : found;
  }),
  refuse('GANTRY_TILT', ({ planes }) => {
    const extent = extentOf(planes);
    const cosine = extent ? dot(extent.vector, extent.normal) / extent.length : 1;
    return cosine < PARALLEL ? { measured: degrees(cosine), allowed: 'less than 0.5°' } : undefined;
  }),
];

/**
 * The stack that slices form; they may come in any order.
 *
 * @throws DiffusionError of the rules above
 */
export function stackOf(slices: Slices): Stack {
  const { refused } = judgeBy(GEOMETRY, slices);
  if (refused) throw new DiffusionError(refused.code, refused);
  const { known, order, steps } = ordered(slices.planes);
  const [first] = known;
  if (!first) throw new DiffusionError('NO_GEOMETRY');
  const gap = steps.length > 0 ? (extentOf(slices.planes)?.length ?? NaN) / steps.length : 1;
  return new Stack(known, order, [first.columnSpacing, first.rowSpacing, gap]);
}
