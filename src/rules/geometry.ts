import { DiffusionError } from '../core/errors';
import { Stack } from '../volume/Stack';
import { dot } from '../volume/vectors';
import { normalOf } from '../volume/plane';
import type { SlicePlane } from '../volume/Volume';
import { DIRECTION } from './direction';
import { extentOf, isWhole, medianOf, mm, numberOf, ordered, slippedSlice, together, unevenStep } from './gaps';
import { differences, otherPictures } from './members';
import type { Members } from './oneSeries';
import { judgeBy, type Rule } from './Rule';

/** cos of 0.5°: rounding of the header stays far below, a localizer or a tilt far above. */
const PARALLEL = Math.cos((0.5 * Math.PI) / 180);
/** cos of 35°: no gantry tilts further. */
const STEEPEST = Math.cos((35 * Math.PI) / 180);

/** A list of slices that is to be a stack. */
export interface Slices extends Members {
  /** In any order; undefined where the header lacks position, orientation or spacing. */
  planes: readonly (SlicePlane | undefined)[];
  samplesPerPixel: number;
  /** A slice alone is good too; its distance to others counts as 1 mm. */
  oneSlice?: boolean;
  /** Each slice is worked on by itself: gaps and a gantry tilt are said, and no reason to refuse. */
  slicewise?: boolean;
  /** The series was made by this workbench. */
  isResult?: boolean;
}

const degrees = (cosine: number) => `${((Math.acos(Math.min(1, Math.max(-1, cosine))) * 180) / Math.PI).toFixed(1)}°`;

/** cos of the angle between the normal and the line from the first to the last slice. */
function tiltOf({ planes }: Slices): number {
  const extent = extentOf(planes);
  return extent ? dot(extent.vector, extent.normal) / extent.length : 1;
}

/** What a slice differs in from the first one; `of` says what it has and what the first one allows. */
function oddSlice(planes: Slices['planes'], of: (plane: SlicePlane, first: SlicePlane) => [measured: string, allowed: string] | undefined) {
  const [first, ...others] = planes;
  for (const [n, plane] of others.entries()) {
    const found = first && plane && of(plane, first);
    if (found) return { measured: `${found[0]} at slice ${numberOf(n + 1)}`, allowed: found[1] };
  }
  return undefined;
}

const refuse = (code: Rule<Slices>['code'], check: Rule<Slices>['check']): Rule<Slices> => ({
  code,
  level: 'refuse',
  needs: 'header',
  check,
});

/** What only a stack needs: refused, and said where each slice is worked on by itself. */
const ofStack = (code: Rule<Slices>['code'], check: Rule<Slices>['check']): Rule<Slices>[] => [
  { code, level: 'refuse', needs: 'header', applies: ({ slicewise }) => !slicewise, check },
  { code, level: 'warn', needs: 'header', applies: ({ slicewise }) => slicewise === true, check },
];

/** Before all else: whether there is something to work on. */
export const FIRST: readonly Rule<Slices>[] = [
  refuse('NO_IMAGE', ({ planes }) => (planes.length === 0 ? {} : undefined)),
  // Denoising twice removes what the first run kept on purpose.
  refuse('OWN_RESULT', ({ isResult }) => (isResult ? {} : undefined)),
];

/** Whether slices form a stack that may be worked on. */
export const GEOMETRY: readonly Rule<Slices>[] = [
  ...FIRST,
  refuse('COLOUR_IMAGE', ({ samplesPerPixel: n }) => (n === 1 ? undefined : { measured: `${n} values per pixel` })),
  refuse('SINGLE_SLICE', ({ planes, oneSlice, slicewise }) =>
    planes.length === 1 && !oneSlice && !slicewise ? { measured: '1 slice' } : undefined,
  ),
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
  refuse('DUPLICATE_POSITION', ({ planes, members }) => {
    const same = together(planes);
    const told = same.length > 0 ? differences(same.flatMap((index) => members?.[index] ?? [])) : [];
    return same.length > 0 ? { measured: [`${same.length} images`, ...told].join('; ') } : undefined;
  }),
  refuse('MIXED_PICTURES', ({ members = [] }) => {
    const [other] = otherPictures(members);
    return other === undefined ? undefined : { measured: other, allowed: 'one' };
  }),
  refuse('IRREGULAR_SPACING', ({ planes }) => slippedSlice(planes)),
  refuse('GANTRY_TILT', (slices) =>
    tiltOf(slices) < STEEPEST ? { measured: degrees(tiltOf(slices)), allowed: 'less than 35°' } : undefined,
  ),
  ...ofStack('MISSING_SLICE', ({ planes }) => {
    const { whole, ...found } = unevenStep(planes) ?? { whole: false };
    return whole ? found : undefined;
  }),
  ...ofStack('IRREGULAR_SPACING', ({ planes }) => {
    const { whole, ...found } = unevenStep(planes) ?? { whole: true };
    return whole ? undefined : found;
  }),
  ...ofStack('GANTRY_TILT', (slices) =>
    tiltOf(slices) < PARALLEL ? { measured: degrees(tiltOf(slices)), allowed: 'less than 0.5°' } : undefined,
  ),
];

/**
 * The stack that slices form; they may come in any order.
 *
 * @throws DiffusionError of the rules above
 */
export function stackOf(slices: Slices): Stack {
  const { refused, warn } = judgeBy(GEOMETRY, slices);
  if (refused) throw new DiffusionError(refused.code, refused);
  const { known, order, steps } = ordered(slices.planes);
  const [first] = known;
  if (!first) throw new DiffusionError('NO_GEOMETRY');
  const step = warn.length > 0 ? medianOf(steps) : (extentOf(slices.planes)?.length ?? NaN) / steps.length;
  return new Stack(known, order, [first.columnSpacing, first.rowSpacing, steps.length > 0 ? step : 1], warn);
}
