import { believedPadding } from '../../src/volume/amidImage';
import { surveyed } from '../../src/volume/survey';
import type { ValueRange } from '../../src/volume/Volume';
import { randomNumbers } from '../support/pictures';

const random = randomNumbers(3);
/** Whole numbers about a level, as noise spreads them; the first `constant` of them hold one value. */
const noisy = (level: number, spread: number, constant = 0, value = 0) =>
  Float32Array.from({ length: 4000 }, (_, i) => (i < constant ? value : Math.round(level + spread * (random() + random() - 1))));
const only = (value: number): ValueRange => [value - 0.25, value + 0.25];
const believed = (modality: string, range: ValueRange, slice: Float32Array) =>
  surveyed(believedPadding({ modality, padding: [[range]] }), [slice])[0]!.length === 1;

describe('a declared padding value', () => {
  it.each([
    ['0 HU amid water', 'CT', only(0), noisy(0, 60), false],
    ['40 HU amid tissue', 'CT', only(40), noisy(30, 80), false],
    ['0 HU as a mask', 'CT', only(0), noisy(0, 60, 1500, 0), true],
    ['0 HU with nothing near it', 'CT', only(0), noisy(700, 60, 20, 0), true],
    ['air', 'CT', only(-1024), noisy(-1000, 60), true],
    ['a value beyond metal', 'CT', only(3071), noisy(0, 60), true],
    ['tissue of MR', 'MR', only(300), noisy(310, 60), false],
    ['a frame around MR', 'MR', only(300), noisy(310, 60, 900, 300), true],
    ['zero of MR', 'MR', only(0), noisy(4, 10), true],
  ])('%s is believed by whether it stands out', (_what, modality, range, slice, expected) => {
    expect(believed(modality, range, slice)).toBe(expected);
  });

  it('is believed in each slice or in none', () => {
    const slices = [noisy(0, 60), noisy(0, 60, 3000, 0)];
    expect(surveyed(believedPadding({ modality: 'CT', padding: [[only(0)], [only(0), only(-2000)]] }), slices)).toEqual([
      [only(0)],
      [only(0), only(-2000)],
    ]);
  });
});
