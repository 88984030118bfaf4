import type { Remark } from '../core/errors';
import type { AnomalyManifest } from '../models/manifest';
import { demand, type Rule } from './Rule';

/** mm² of brain: slices with less were not shown in training (models/training/healthy/pack.py). */
const LEAST_BRAIN = 2500;
/** mm² of brain: the highest slice with more than this is the top of the brain. */
const TOP = 100;

/** The levels of a stack as a prior sees them; slices are counted upwards. */
interface Levels {
  manifest: AnomalyManifest;
  /** mm² of brain in each slice. */
  areas: readonly number[];
  /** With enough brain. */
  large: readonly number[];
  /** Those of them that get a score. */
  scored: readonly number[];
  alone: boolean;
  /** The series ends inside the brain. */
  cut: boolean;
}

const mm = ([low, high]: readonly [number, number]) => `${low} to ${high} mm`;
const of = (count: number, { areas }: Levels) => `${count} of ${areas.length} slices`;

/** Where a model of healthy anatomy may say something, by the brain that it is shown. */
export const COVERAGE: readonly Rule<Levels>[] = [
  {
    code: 'MODEL_DOMAIN',
    level: 'refuse',
    needs: 'pixels',
    check: ({ scored, large, areas, manifest: { label, domain } }) => {
      if (scored.length > 0) return undefined;
      const { covered } = domain.levels;
      const largest = `${Math.max(...areas).toFixed(0)} mm²`;
      const measured = large.length === 0 ? `at most ${largest} of brain in a slice` : `no slice at a level from ${mm(covered)}`;
      return { measured, allowed: `${LEAST_BRAIN} mm² of brain, ${mm(covered)} below its top (${label})` };
    },
  },
  {
    code: 'BRAIN_SMALL',
    level: 'warn',
    needs: 'pixels',
    check: (levels) => {
      const small = levels.areas.length - levels.large.length;
      return small > 0 ? { measured: of(small, levels), allowed: `${LEAST_BRAIN} mm² of brain` } : undefined;
    },
  },
  {
    code: 'LEVELS_NOT_COVERED',
    level: 'warn',
    needs: 'pixels',
    check: (levels) => {
      const outside = levels.large.length - levels.scored.length;
      const { covered } = levels.manifest.domain.levels;
      return outside > 0 ? { measured: of(outside, levels), allowed: `${mm(covered)} below the top of the brain` } : undefined;
    },
  },
  {
    code: 'LEVEL_UNKNOWN',
    level: 'warn',
    needs: 'pixels',
    applies: ({ alone }) => alone,
    check: ({ manifest }) => {
      const { covered, measuredOnLesions } = manifest.domain.levels;
      return { allowed: `${mm(measuredOnLesions ?? covered)} below the top of the brain` };
    },
  },
  {
    code: 'LEVELS_UNKNOWN',
    level: 'warn',
    needs: 'pixels',
    applies: ({ alone }) => !alone,
    check: ({ cut }) => (cut ? {} : undefined),
  },
];

/**
 * Which slices of an axial stack a prior may score: enough brain, at a level that it knows.
 *
 * @param brain pixels of brain in each slice, in canonical axial order, upwards
 * @param spacing mm
 * @throws DiffusionError MODEL_DOMAIN where no slice can be scored
 */
export function coverage(
  brain: readonly number[],
  spacing: { x: number; y: number; z: number },
  manifest: AnomalyManifest,
): { scored: readonly number[]; warnings: Remark[] } {
  const [low, high] = manifest.domain.levels.covered;
  const areas = brain.map((pixels) => pixels * spacing.x * spacing.y);
  const top = areas.findLastIndex((area) => area > TOP);
  const alone = brain.length === 1;
  const cut = (areas.at(-1) ?? 0) >= LEAST_BRAIN;
  /** mm below the top of the brain; not known of a slice alone, and too small where the series ends inside the brain. */
  const level = (k: number) => (top - k) * spacing.z;
  const large = areas.flatMap((area, k) => (area >= LEAST_BRAIN ? [k] : []));
  const scored = large.filter((k) => alone || ((cut || level(k) >= low) && level(k) <= high));
  return { scored, warnings: demand(COVERAGE, { manifest, areas, large, scored, alone, cut }) };
}
