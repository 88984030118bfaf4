import { at } from '../core/at';
import { blankIn, blanksSurvey, withAir } from '../volume/blanks';
import { surveyed } from '../volume/survey';
import type { Volume } from '../volume/Volume';

type Slices = Pick<Volume, 'slices' | 'units' | 'padding'>;

/** Source and result for measures: pixels that hold no image hold air in both. */
export function imageOnly<T extends Slices>(source: T, result: readonly Float32Array[]): { source: T; result: Float32Array[] } {
  const modality = source.units === 'HU' ? 'CT' : '';
  const blanks = surveyed(blanksSurvey({ modality, padding: source.padding }), source.slices);
  const slices = source.slices.map((slice, k) => withAir(slice, blanks, k, modality));
  const made = result.map((slice, k) => {
    const [own, air] = [at(source.slices, k), at(slices, k)];
    const { isPadding } = blankIn(blanks, k);
    return own === air ? slice : slice.map((value, i) => (isPadding(own[i]!) ? air[i]! : value));
  });
  return { source: { ...source, slices }, result: made };
}
