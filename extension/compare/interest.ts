import { at } from '../../src/core/at';
import { kindRow } from '../../src/results/kinds';
import type { PixelPoint } from '../../src/volume/plane';
import type { Vector3 } from '../../src/volume/Volume';
import type { Look } from '../overlay/look';
import type { Delivery } from '../run/RunData';
import { highest } from '../run/windows';

/** The middle of the pixels that are set; undefined where none is. */
function middleOf(mask: ArrayLike<number> | undefined, columns: number): PixelPoint | undefined {
  let [count, rows, cols] = [0, 0, 0];
  for (let i = 0; i < (mask?.length ?? 0); i++) {
    if (!mask?.[i]) continue;
    count += 1;
    rows += Math.floor(i / columns);
    cols += i % columns;
  }
  return count > 0 ? [Math.round(cols / count), Math.round(rows / count)] : undefined;
}

/**
 * Where the eye should be led to in planes across the slices, mm: the strongest finding on the slice at hand, or of all slices where that one
 * has none; of a filling, the middle of what was filled. undefined where no place is more than any other.
 *
 * @param look of the overlay, whose threshold says what a finding is
 * @param imageId of the source
 */
export function pointOfInterest(
  { result, series, stack, region, source: { columns } }: Delivery,
  look: Pick<Look, 'map' | 'range'> | undefined,
  imageId: string | undefined,
): Vector3 | undefined {
  const listed = imageId === undefined ? -1 : series.imageIds.indexOf(imageId);
  if (region) {
    const middle = middleOf(region[listed], columns);
    return middle && stack.toWorld(stack.alongAt(listed), middle);
  }
  const map = result.layers.find(({ kind }) => kind === look?.map && kindRow(kind).unit === 'evidence')?.slices;
  if (!map || !look) return undefined;
  const peaks = map.map(highest);
  const own = listed < 0 ? -1 : stack.alongAt(listed);
  const slice = (peaks[own] ?? 0) >= look.range.threshold ? own : peaks.indexOf(Math.max(...peaks));
  const index = at(map, slice).indexOf(at(peaks, slice));
  return stack.toWorld(stack.alongAt(stack.listedAt(slice)), [index % columns, Math.floor(index / columns)]);
}
