import { fillHoles } from './brainMask/morphology';
import { surveyed, type Survey } from './survey';
import type { Volume, VolumeGrid } from './Volume';

/** Share of the outermost pixels that must be exactly zero. Air noise is not; a brain cut to its bounding box touches a few. */
const ZERO_BORDER = 0.85;
/** mm²: no axial section of a brain is larger, of a head it is at the ears (24,700 to 57,000 in the series at hand; brains up to 22,800). */
const LARGEST_SECTION = 24_000;
/** ml: a brain with its CSF; heads begin at 2,100. */
const LARGEST_BRAIN = 2000;

/** Share of the outermost pixels of all slices that are exactly zero. */
function* zeroBorder({ rows, columns }: VolumeGrid): Survey<number> {
  let [zeros, all] = [0, 0];
  yield {
    visit: (slice) => {
      for (let i = 0; i < slice.length; i++) {
        const [r, c] = [Math.floor(i / columns), i % columns];
        if (r > 0 && c > 0 && r < rows - 1 && c < columns - 1) continue;
        all++;
        if (slice[i] === 0) zeros++;
      }
    },
  };
  return zeros / all;
}

/**
 * The brain of an axial series whose skull has been taken off: what is above zero, holes filled. The rule: the outermost pixels are exact
 * zeros, and what they surround is no larger than a brain, in each slice and, in a stack, as a whole. A few slices through the crown of a
 * head whose air was set to zero pass it too.
 *
 * @param stack the slices belong together
 * @returns one per slice, 1 inside the brain; undefined where the series does not look like that
 */
export const ownBrain = (volume: Volume, stack = true): Uint8Array[] | undefined => surveyed(ownBrainSurvey(volume, stack), volume.slices);

/** The same as a survey of one or two looks. */
export function* ownBrainSurvey(grid: VolumeGrid, stack = true): Survey<Uint8Array[] | undefined> {
  if ((yield* zeroBorder(grid)) < ZERO_BORDER) return undefined;
  const { columns, spacing } = grid;
  const masks: Uint8Array[] = [];
  yield {
    visit: (slice, index) => {
      masks[index] = fillHoles(
        Uint8Array.from(slice, (value) => (value > 0 ? 1 : 0)),
        columns,
      );
    },
  };
  const sections = masks.map((mask) => mask.reduce((sum, inside) => sum + inside, 0) * spacing[0] * spacing[1]);
  const total = sections.reduce((sum, section) => sum + section, 0);
  if (total === 0 || Math.max(...sections) > LARGEST_SECTION) return undefined;
  return stack && (total * spacing[2]) / 1000 > LARGEST_BRAIN ? undefined : masks;
}
