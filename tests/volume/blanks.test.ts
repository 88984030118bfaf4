import { blanksSurvey, withAir, withoutPadding } from '../../src/volume/blanks';
import { surveyed } from '../../src/volume/survey';
import { drawnVolume, randomNumbers } from '../support/pictures';

const { slices, rows, columns } = drawnVolume();
const [left] = [(i: number) => i % columns < 15];
const padded = (value: number) => slices.map((slice) => slice.map((own, i) => (left(i) ? value : own)));
const look = (pictures: readonly Float32Array[], modality = 'MR', padding?: readonly (readonly [number, number])[][]) =>
  surveyed(blanksSurvey({ modality, padding }), pictures);
const share = 15 / columns;

describe('pixels that hold no image', () => {
  it('are found where a constant lies far below or above everything, with their share', () => {
    for (const value of [-32768, -1000, -400, -1, 4095, 65535])
      expect(look(padded(value))).toMatchObject({ evident: [{ value, share: expect.closeTo(share, 6) as number }], zeros: false });
    expect(look(slices)).toMatchObject({ evident: [], zeros: false });
  });

  it('are found on both sides at once: padding below, text above', () => {
    const written = padded(-2000).map((slice) => slice.map((own, i) => (i > 500 && i < 540 && !left(i) ? 4000 : own)));
    expect(look(written).evident.map(({ value }) => value)).toEqual([-2000, 4000]);
  });

  it('are found in text at the end of the scale, though tissue comes near', () => {
    const most = Math.max(...slices.flatMap((slice) => [...slice]));
    const scaled = slices.map((slice) => slice.map((own) => Math.round((own / most) * 950)));
    const written = scaled.map((slice) => slice.map((own, i) => (i % columns > 20 && i < 8 * columns && i % 2 === 0 ? 1023 : own)));
    expect(look(written).evident.map(({ value }) => value)).toEqual([1023]);
  });

  it('are not a bright spot of one value that somebody has drawn', () => {
    const spotted = slices.map((slice) => slice.map((own, i) => (i > 2000 && i < 2040 ? 1700 : own)));
    expect(look(spotted).evident).toEqual([]);
  });

  it('are not tissue that the scanner cut at its greatest number, nor the few values of a drawn image', () => {
    expect(look(slices.map((slice) => slice.map((own) => Math.min(own, 850)))).evident).toEqual([]);
    expect(look(slices.map((slice) => slice.map((own) => (own > 600 ? 900 : own > 300 ? 500 : 0)))).evident).toEqual([]);
  });

  it('are zeros where the air, or the skull, was masked, and not where a few pixels are zero by chance', () => {
    expect(look(padded(0))).toMatchObject({ evident: [], zeros: true });
    expect(look(slices.map((slice) => slice.map((own, i) => (i % 50 === 0 ? 0 : own)))).zeros).toBe(false);
  });

  it('are those that a tag names, slice by slice, and these are no evidence', () => {
    const padding = slices.map((_, k) => [[-1000 - k, -900 - k] as const]);
    const random = randomNumbers(3);
    const own = slices.map((slice, k) => slice.map((value, i) => (left(i) ? -1000 - k + Math.floor(100 * random()) : value)));
    const blanks = look(own, 'MR', padding);
    expect(blanks.evident).toEqual([]);
    expect(blanks.image[0]?.least).toBeGreaterThanOrEqual(0);
    own.forEach((slice, k) => expect(withAir(slice, blanks, k, 'MR')).toEqual(slices[k]!.map((value, i) => (left(i) ? 0 : value))));
    // The range of one slice is not that of another.
    expect(withAir(own[2]!, { ...blanks, declared: [padding[0]!, [], []] }, 2, 'MR')).toBe(own[2]);
  });

  it('hold air in CT: what is below the scale, a metal-bright constant, masked zeros; water stays', () => {
    const ct = slices.map((slice) => slice.map((own) => Math.round(own / 5) - 100));
    const holed = ct.map((slice) => slice.map((own, i) => (left(i) ? -3024 : own)));
    const blanks = look(holed, 'CT');
    expect(blanks).toMatchObject({ evident: [{ value: -3024 }], zeros: false });
    expect(withAir(holed[0]!, blanks, 0, 'CT')[0]).toBe(-1000);
    const masked = ct.map((slice) => slice.map((own, i) => (left(i) ? 0 : own)));
    expect(look(masked, 'CT').zeros).toBe(true);
    expect(withAir(masked[0]!, look(masked, 'CT'), 0, 'CT')[0]).toBe(-1000);
    expect(look(ct, 'CT')).toMatchObject({ evident: [], zeros: false });
  });

  it('leave a slice without any as it is, not copied', () => {
    expect(withAir(slices[0]!, look(slices), 0, 'MR')).toBe(slices[0]);
    expect(rows * columns).toBe(slices[0]!.length);
  });
});

it('a window is made of what is image', () => {
  const sample = Float32Array.from(padded(-32768)[0]!).sort();
  expect(withoutPadding(sample)[0]).toBeGreaterThanOrEqual(0);
  expect(withoutPadding(sample)).toHaveLength(sample.length - sample.filter((value) => value === -32768).length);
  expect(withoutPadding(slices[0]!)).toEqual(slices[0]);
});
