import type { Survey } from './survey';
import type { ValueRange, VolumeGrid } from './Volume';

/** HU between which a CT holds tissue; what is declared outside is air, metal or no image. */
const [TISSUE_LEAST, TISSUE_MOST] = [-500, 2000];
/** How far a neighbour may be: HU, and as a share of the value where the unit is arbitrary. */
const [NEAR_HU, NEAR_SHARE] = [10, 0.05];
/** What stands for no image is so many times as often there as a neighbouring value. */
const OFTENER = 4;

interface Amid {
  range: ValueRange;
  near: number;
  inside: number;
  beside: number;
  values: Set<number>;
}

const keyOf = ([low, high]: ValueRange) => `${low} ${high}`;

/** Declared ranges that lie where the image has values too. */
function amid(modality: string, padding: readonly (readonly ValueRange[])[]): Amid[] {
  const ranges = new Map(padding.flat().map((range) => [keyOf(range), range]));
  const inTissue = ([low, high]: ValueRange) => (modality === 'CT' ? low > TISSUE_LEAST && high < TISSUE_MOST : low > 0);
  return [...ranges.values()].filter(inTissue).map((range) => {
    const near = modality === 'CT' ? NEAR_HU : NEAR_SHARE * range[1];
    return { range, near, inside: 0, beside: 0, values: new Set<number>() };
  });
}

/**
 * Padding as the tags declare it, without what is image by all appearance: a header that came along from another series may call a value of
 * tissue padding (0 in a CT in HU). It is padding where it is far more often there than each of its neighbours. No look where none lies so.
 */
export function* believedPadding({
  modality,
  padding = [],
}: Pick<VolumeGrid, 'modality' | 'padding'>): Survey<readonly (readonly ValueRange[])[]> {
  const doubted = amid(modality, padding);
  if (doubted.length === 0) return padding;
  yield {
    visit: (slice) => {
      for (const one of doubted) {
        const [low, high] = one.range;
        for (const value of slice) {
          if (value >= low && value <= high) one.inside++;
          else if (value >= low - one.near && value <= high + one.near) {
            one.beside++;
            one.values.add(value);
          }
        }
      }
    },
  };
  const image = new Set(
    doubted
      .filter(({ inside, beside, values }) => values.size > 0 && inside <= (OFTENER * beside) / values.size)
      .map(({ range }) => keyOf(range)),
  );
  return padding.map((ranges) => ranges.filter((range) => !image.has(keyOf(range))));
}
