import { DiffusionError } from '../core/errors';
import type { AnomalyManifest } from '../models/manifest';

/** mm² of brain: slices with less were not shown in training (models/training/healthy/pack.py). */
const LEAST_BRAIN = 2500;
/** mm² of brain: the highest slice with more than this is the top of the brain. */
const TOP = 100;

const CUT =
  'The series ends inside the brain, so its levels are not known: some slices with a score may lie above or below those that the model covers.';

export interface Coverage {
  /** Which slices, from below, get a score. */
  scored: number[];
  /** In plain words. */
  warnings: string[];
}

const mm = ([low, high]: readonly [number, number]) => `${low} to ${high} mm`;

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
  { label, domain }: AnomalyManifest,
): Coverage {
  const { covered, measuredOnLesions } = domain.levels;
  const areas = brain.map((pixels) => pixels * spacing.x * spacing.y);
  const top = areas.findLastIndex((area) => area > TOP);
  const alone = brain.length === 1;
  const cut = (areas[brain.length - 1] ?? 0) >= LEAST_BRAIN;
  /** mm below the top of the brain; not known of a slice alone, and too small where the series ends inside the brain. */
  const level = (k: number) => (top - k) * spacing.z;
  const fits = (k: number) => alone || ((cut || level(k) >= covered[0]) && level(k) <= covered[1]);
  const large = areas.flatMap((area, k) => (area >= LEAST_BRAIN ? [k] : []));
  const scored = large.filter(fits);
  if (scored.length === 0) {
    const largest = `${Math.max(...areas).toFixed(0)} mm²`;
    const measured = large.length === 0 ? `at most ${largest} of brain in a slice` : `no slice at a level from ${mm(covered)}`;
    throw new DiffusionError('MODEL_DOMAIN', { measured, allowed: `${LEAST_BRAIN} mm² of brain, ${mm(covered)} below its top (${label})` });
  }
  const [small, outside] = [brain.length - large.length, large.length - scored.length];
  const measured = measuredOnLesions ? ` The model was measured on lesions from ${mm(measuredOnLesions)} below the top of the brain.` : '';
  const counted = (count: number, rest: string) => `${count} of ${brain.length} slices ${rest}, so they have no score.`;
  return {
    scored,
    warnings: [
      ...(small > 0 ? [counted(small, `hold less than ${LEAST_BRAIN} mm² of brain`)] : []),
      ...(outside > 0
        ? [counted(outside, `lie outside the levels that the model covers (${mm(covered)} below the top of the brain)`)]
        : []),
      ...(alone ? [`The level of a single slice is not known.${measured}`] : []),
      ...(!alone && cut ? [CUT] : []),
    ],
  };
}
