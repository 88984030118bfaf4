import { DiffusionError } from '../core/errors';
import type { SeriesDescription, SlicePlane, Vector3 } from './Volume';

/** cos of 0.5°: rounding of the header stays far below, a localizer or a tilt far above. */
const PARALLEL = Math.cos((0.5 * Math.PI) / 180);
/** A step may differ from the median step by this share: headers round positions to 0.1 mm and coarser. */
const EVEN = 0.05;

export interface StackOrder {
  /** `order[k]` is the index, in the planes given, of the k-th slice along the normal. */
  order: number[];
  /** mm: between columns, between rows, between slices. */
  spacing: Vector3;
}

const dot = (a: Vector3, b: Vector3) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const minus = (a: Vector3, b: Vector3): Vector3 => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const cross = (a: Vector3, b: Vector3): Vector3 => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
const mm = (x: number) => `${x.toFixed(2)} mm`;
const degrees = (cosine: number) => `${((Math.acos(Math.min(1, Math.abs(cosine))) * 180) / Math.PI).toFixed(1)}°`;

function checkPlanes(planes: readonly SlicePlane[], first: SlicePlane, normal: Vector3): void {
  planes.forEach((plane, index) => {
    if (plane.rows !== first.rows || plane.columns !== first.columns) {
      const measured = `${plane.columns} × ${plane.rows} at slice ${index + 1}`;
      throw new DiffusionError('MIXED_SIZE', { measured, allowed: `${first.columns} × ${first.rows} throughout` });
    }
    const spacingError = Math.max(
      Math.abs(plane.rowSpacing / first.rowSpacing - 1),
      Math.abs(plane.columnSpacing / first.columnSpacing - 1),
    );
    if (spacingError > 1e-3) {
      const measured = `${mm(plane.rowSpacing)} at slice ${index + 1}`;
      throw new DiffusionError('MIXED_SIZE', { measured, allowed: mm(first.rowSpacing) });
    }
    const own = cross(plane.rowCosines, plane.columnCosines);
    const cosine = Math.min(dot(own, normal), dot(plane.rowCosines, first.rowCosines));
    if (cosine < PARALLEL) {
      throw new DiffusionError('MIXED_ORIENTATION', { measured: `${degrees(cosine)} at slice ${index + 1}`, allowed: 'less than 0.5°' });
    }
  });
}

function checkSteps(steps: readonly number[]): void {
  const median = [...steps].sort((a, b) => a - b)[Math.floor(steps.length / 2)] ?? 0;
  if (steps.some((step) => step < 1e-2)) {
    throw new DiffusionError('DUPLICATE_POSITION', { measured: `${steps.filter((s) => s < 1e-2).length + 1} images` });
  }
  steps.forEach((step, k) => {
    const ratio = step / median;
    if (Math.abs(ratio - 1) <= EVEN) return;
    const whole = Math.round(ratio);
    const code = whole >= 2 && Math.abs(ratio - whole) <= whole * EVEN ? 'MISSING_SLICE' : 'IRREGULAR_SPACING';
    throw new DiffusionError(code, { measured: `${mm(step)} after slice ${k + 1}`, allowed: `${mm(median)} ± ${100 * EVEN} %` });
  });
}

/**
 * Says whether a series may be used as a stack, and how its slices are ordered. The planes may come in any order.
 *
 * @param oneSlice a slice alone is good too; its distance to others counts as 1 mm
 * @throws DiffusionError NO_IMAGE, COLOUR_IMAGE, SINGLE_SLICE, NO_GEOMETRY, MIXED_SIZE, MIXED_ORIENTATION, GANTRY_TILT,
 * DUPLICATE_POSITION, MISSING_SLICE, IRREGULAR_SPACING
 */
export function gate(planes: readonly (SlicePlane | undefined)[], series: SeriesDescription, oneSlice = false): StackOrder {
  if (planes.length === 0) throw new DiffusionError('NO_IMAGE');
  if (series.samplesPerPixel !== 1) throw new DiffusionError('COLOUR_IMAGE', { measured: `${series.samplesPerPixel} samples per pixel` });
  if (planes.length === 1 && !oneSlice) throw new DiffusionError('SINGLE_SLICE', { measured: '1 slice' });
  const known = planes.filter((plane) => plane !== undefined);
  const first = known[0];
  const isNumber = (plane: SlicePlane) =>
    [...plane.position, ...plane.rowCosines, ...plane.columnCosines, plane.rowSpacing, plane.columnSpacing].every(Number.isFinite);
  if (!first || known.length < planes.length || !known.every(isNumber) || first.rowSpacing <= 0 || first.columnSpacing <= 0) {
    const usable = known.filter(isNumber).length;
    throw new DiffusionError('NO_GEOMETRY', { measured: `${planes.length - usable} of ${planes.length} slices without` });
  }
  const normal = cross(first.rowCosines, first.columnCosines);
  checkPlanes(known, first, normal);
  if (known.length === 1) return { order: [0], spacing: [first.columnSpacing, first.rowSpacing, 1] };

  const along = known.map((plane) => dot(minus(plane.position, first.position), normal));
  const order = known.map((_, index) => index).sort((a, b) => (along[a] ?? 0) - (along[b] ?? 0));
  const at = (k: number) => known[order[k] ?? 0] ?? first;
  const steps = order.slice(1).map((index, k) => (along[index] ?? 0) - (along[order[k] ?? 0] ?? 0));
  checkSteps(steps);

  const extent = minus(at(order.length - 1).position, at(0).position);
  const length = Math.sqrt(dot(extent, extent));
  const cosine = dot(extent, normal) / length;
  if (cosine < PARALLEL) throw new DiffusionError('GANTRY_TILT', { measured: degrees(cosine), allowed: 'less than 0.5°' });
  return { order, spacing: [first.columnSpacing, first.rowSpacing, length / steps.length] };
}
