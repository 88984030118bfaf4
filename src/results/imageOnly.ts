import { at } from '../core/at';
import { blanksSurvey, isFilledIn, withAir } from '../volume/blanks';
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
    const isFilled = isFilledIn(blanks, k, modality);
    return own === air ? slice : slice.map((value, i) => (isFilled(own[i]!) ? air[i]! : value));
  });
  return { source: { ...source, slices }, result: made };
}
