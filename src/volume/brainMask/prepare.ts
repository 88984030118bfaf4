import { DiffusionError } from '../../core/errors';
import { intensitySurvey } from '../intensity';
import { surveyed, type Survey } from '../survey';
import { gaussianBlur, sample, type Positions } from './filters';
import { SIZE, SPACING, type AxialStack } from './stack';

/** Values above this many units are all the same to the network. */
const CLIP = 2.5;
/** Head: voxels above this, in units. */
const HEAD = 0.15;
/** A line belongs to the head where it holds this share of the fullest line's head voxels. */
const SHARE = 0.02;

export interface PreparedHead {
  /** SIZE × SIZE per slice, in units, 0 to 2.5. */
  slices: Float32Array[];
  /** Middle of the network's grid, in source pixels. */
  centre: { y: number; x: number };
}

/** In-plane blur that keeps sampling at 2 mm from aliasing, pixels; none where the source is as coarse. */
function blurFor(mm: number): number {
  const factor = SPACING / mm;
  return factor > 1.001 ? 0.45 * Math.sqrt(factor * factor - 1) : 0;
}

/** Middle of the head along one axis: first to last line with at least 2 % of the fullest line's count. */
function middle(counts: readonly number[]): number {
  const limit = SHARE * Math.max(...counts);
  const inside = (count: number) => count >= limit;
  return (counts.findIndex(inside) + counts.findLastIndex(inside)) / 2;
}

/** Head voxels per row and per column. */
class HeadCounts {
  private readonly perRow: number[];
  private readonly perColumn: number[];

  constructor(
    rows: number,
    private readonly columns: number,
  ) {
    [this.perRow, this.perColumn] = [Array<number>(rows).fill(0), Array<number>(columns).fill(0)];
  }

  add(slice: Float32Array): void {
    for (let i = 0; i < slice.length; i++) {
      if ((slice[i] ?? 0) <= HEAD) continue;
      const [r, c] = [Math.floor(i / this.columns), i % this.columns];
      this.perRow[r] = (this.perRow[r] ?? 0) + 1;
      this.perColumn[c] = (this.perColumn[c] ?? 0) + 1;
    }
  }

  /** @throws DiffusionError EMPTY_IMAGE where nothing is bright enough to be a head */
  centre(): { y: number; x: number } {
    if (Math.max(...this.perRow) === 0) throw new DiffusionError('EMPTY_IMAGE', { measured: 'no voxel of a head' });
    return { y: middle(this.perRow), x: middle(this.perColumn) };
  }
}

const grid = (centre: number, mm: number): Positions =>
  Array.from({ length: SIZE }, (_, i) => centre + ((i - (SIZE - 1) / 2) * SPACING) / mm);

/**
 * A series as the brain-mask network reads it: unit, blur, the head's box in the middle of 128 × 128 points at 2 mm. Twin of
 * models/training/brain_mask/preprocess.py.
 *
 * @throws DiffusionError EMPTY_IMAGE, BAD_PIXELS
 */
export const prepareHead = (stack: AxialStack): PreparedHead => surveyed(headSurvey(stack), stack.slices);

/** The same as a survey: three looks for the unit, one for the box, one for the grid. */
export function* headSurvey({ rows, columns, spacing }: Omit<AxialStack, 'slices'>): Survey<PreparedHead> {
  const { unit } = yield* intensitySurvey();
  const blur = { y: blurFor(spacing.y), x: blurFor(spacing.x) };
  // Blurred twice rather than kept: a large series would not fit.
  const smooth = (slice: Float32Array) =>
    gaussianBlur(
      slice.map((v) => Math.min(Math.max(v / unit, 0), CLIP)),
      rows,
      columns,
      blur,
    );
  const counts = new HeadCounts(rows, columns);
  yield { visit: (slice) => counts.add(smooth(slice)) };
  const centre = counts.centre();
  const [y, x] = [grid(centre.y, spacing.y), grid(centre.x, spacing.x)];
  const slices: Float32Array[] = [];
  yield { visit: (slice, index) => void (slices[index] = sample(smooth(slice), rows, columns, y, x)) };
  return { centre, slices };
}
