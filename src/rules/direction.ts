import { directionError, ROUNDED } from '../volume/vectors';
import type { SlicePlane } from '../volume/Volume';
import { numberOf } from './gaps';
import type { Rule } from './Rule';

/** Whether the directions of slices are what directions must be; those that were merely rounded have been put right by whoever read them. */
export const DIRECTION: Rule<{ planes: readonly (SlicePlane | undefined)[] }> = {
  code: 'DIRECTION_INVALID',
  level: 'refuse',
  needs: 'header',
  check: ({ planes }) => {
    const k = planes.findIndex((plane) => plane !== undefined && directionError(plane) > ROUNDED);
    const plane = planes[k];
    if (!plane) return undefined;
    const [row, column] = [plane.rowCosines, plane.columnCosines].map((vector) => Math.hypot(...vector).toFixed(4));
    return {
      measured: `lengths ${row} and ${column}, off by up to ${(100 * directionError(plane)).toFixed(1)} % at slice ${numberOf(k)}`,
      allowed: `1.0000, within ${100 * ROUNDED} %`,
    };
  },
};
