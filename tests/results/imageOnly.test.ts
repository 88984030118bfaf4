import { imageOnly } from '../../src/results/imageOnly';

/** Tissue of many values around 40 HU; every third pixel of a defaced head is exactly zero. */
const defaced = Float32Array.from({ length: 3000 }, (_, n) => (n % 3 === 0 ? 0 : 30 + (n % 61)));

describe('pixels without image', () => {
  it('hold the same air in source and result of a defaced CT', () => {
    const made = defaced.map((value) => value + 5);
    const { source, result } = imageOnly({ slices: [defaced], units: 'HU', padding: undefined }, [made]);
    expect([...source.slices[0]!.subarray(0, 3)]).toEqual([-1000, 31, 32]);
    expect([...result[0]!.subarray(0, 3)]).toEqual([-1000, 36, 37]);
  });

  it('stay the zeros that they are in MR, as the result has them', () => {
    const { source, result } = imageOnly({ slices: [defaced], units: 'arbitrary', padding: undefined }, [defaced]);
    expect([source.slices[0], result[0]]).toEqual([defaced, defaced]);
  });
});
