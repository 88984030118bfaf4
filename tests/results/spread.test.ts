import { Spread } from '../../src/results/spread';
import { randomNumbers } from '../support/pictures';
import { refusal } from '../support/refusal';

describe('spread of several samples', () => {
  it('gives the mean and the standard deviation (n - 1) of each voxel', () => {
    const random = randomNumbers(3);
    const samples = Array.from({ length: 7 }, () => Float32Array.from({ length: 50 }, () => 1000 + 10 * random()));
    const spread = new Spread();
    samples.forEach((sample) => spread.add(0, sample.slice()));
    const found = spread.take(0);
    for (let i = 0; i < 50; i++) {
      const values = samples.map((sample) => sample[i]!);
      const mean = values.reduce((a, b) => a + b) / 7;
      expect(found.mean[i]).toBeCloseTo(mean, 3);
      // Float32 next to 1000 is good to 6e-5: the naive sum of squares would lose the spread here.
      expect(found.deviation[i]).toBeCloseTo(Math.sqrt(values.reduce((a, v) => a + (v - mean) ** 2, 0) / 6), 3);
    }
  });

  it('refuses a slice that was never sampled, with its number, and gives one that was sampled once no spread', () => {
    const spread = new Spread();
    spread.add(1, Float32Array.of(5, 6));
    expect(() => spread.take(0)).toThrow(/no sample of slice 1/);
    expect(spread.take(1)).toEqual({ mean: Float32Array.of(5, 6), deviation: new Float32Array(2) });
  });

  it('hands over one slice and forgets it', () => {
    const spread = new Spread();
    spread.add(0, Float32Array.of(1, 4));
    spread.add(1, Float32Array.of(7, 7));
    spread.add(0, Float32Array.of(3, 4));
    const { mean, deviation } = spread.take(0);
    expect([...mean]).toEqual([2, 4]);
    expect(deviation[0]).toBeCloseTo(Math.SQRT2, 6);
    expect(deviation[1]).toBe(0);
    expect(() => spread.take(0)).toThrow(refusal('MISSING_SLICE'));
    expect([...spread.take(1).mean]).toEqual([7, 7]);
    // What comes for the slice afterwards is a first sample again.
    spread.add(0, Float32Array.of(9, 9));
    expect(spread.take(0)).toEqual({ mean: Float32Array.of(9, 9), deviation: new Float32Array(2) });
  });

  it('keeps what all samples share bit for bit, the sign of zero too', () => {
    const spread = new Spread();
    for (let n = 0; n < 3; n++) spread.add(0, Float32Array.of(-0, 1 / 3));
    const { mean } = spread.take(0);
    expect([Object.is(mean[0], -0), mean[1]]).toEqual([true, Math.fround(1 / 3)]);
  });
});
