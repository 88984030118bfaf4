import { mahalanobis } from '../../src/results/mahalanobis';

const row = (...values: number[]) => Float32Array.from(values);

test('distance in standard deviations of the reconstructions, negative below them', () => {
  expect([...mahalanobis(row(5, 1), row(3, 3), row(1, 4), 0)]).toEqual([2, -0.5]);
});

test('reconstructions that agree do not make the distance endless', () => {
  const [agreed, spread] = mahalanobis(row(3.5, 3.5), row(3, 3), row(0, 0.75), 1);
  expect(agreed).toBe(0.5);
  expect(spread).toBeCloseTo(0.4, 6);
});
