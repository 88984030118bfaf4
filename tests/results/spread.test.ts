import { Spread } from '../../src/results/spread';
import { randomNumbers } from '../support/pictures';

describe('spread of several samples', () => {
  it('gives the mean and the standard deviation (n - 1) of each voxel', () => {
    const random = randomNumbers(3);
    const samples = Array.from({ length: 7 }, () => Float32Array.from({ length: 50 }, () => 1000 + 10 * random()));
    const spread = new Spread([new Float32Array(50)]);
    samples.forEach((sample) => spread.add(0, sample.slice()));
    for (let i = 0; i < 50; i++) {
      const values = samples.map((sample) => sample[i]!);
      const mean = values.reduce((a, b) => a + b) / 7;
      expect(spread.mean()[0]![i]).toBeCloseTo(mean, 3);
      // Float32 next to 1000 is good to 6e-5: the naive sum of squares would lose the spread here.
      expect(spread.deviation()[0]![i]).toBeCloseTo(Math.sqrt(values.reduce((a, v) => a + (v - mean) ** 2, 0) / 6), 3);
    }
  });

  it('leaves a slice that was never sampled as its source, with no spread', () => {
    const source = [Float32Array.of(1, 2), Float32Array.of(3, 4)];
    const spread = new Spread(source);
    spread.add(1, Float32Array.of(5, 6));
    expect(spread.mean()).toEqual([source[0], Float32Array.of(5, 6)]);
    expect(spread.deviation()).toEqual([new Float32Array(2), new Float32Array(2)]);
  });

  it('hands over one slice and forgets it', () => {
    const spread = new Spread([Float32Array.of(0, 0), Float32Array.of(7, 7)]);
    spread.add(0, Float32Array.of(1, 4));
    spread.add(0, Float32Array.of(3, 4));
    const { mean, deviation } = spread.take(0);
    expect([...mean]).toEqual([2, 4]);
    expect(deviation[0]).toBeCloseTo(Math.SQRT2, 6);
    expect(deviation[1]).toBe(0);
    expect([...spread.take(1).mean]).toEqual([7, 7]);
  });
});
