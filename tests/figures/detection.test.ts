import { components } from '../../models/figures/metrics/components';
import { auprc, auroc, bestDice, ranked } from '../../models/figures/metrics/detection';

const ranking = (scores: number[], truth: number[]) => ranked(Float32Array.from(scores), Uint8Array.from(truth));

describe('detection by a score', () => {
  const tied = ranking([2, 3, 1, 2], [0, 1, 0, 1]);

  test('pixels of one score count together', () => {
    expect([...tied.scores]).toEqual([3, 2, 1]);
    expect([...tied.pixels]).toEqual([1, 3, 4]);
    expect([...tied.hits]).toEqual([1, 2, 2]);
  });
  test('average precision', () => expect(auprc(tied)).toBeCloseTo(0.5 * 1 + 0.5 * (2 / 3), 12));
  test('area under the ROC curve, ties half', () => expect(auroc(tied)).toBeCloseTo(3.5 / 4, 12));
  test('best Dice and its cut', () => expect(bestDice(tied)).toEqual({ dice: 0.8, cut: 2 }));
  test('negative scores, and zeros of both signs', () => {
    const mixed = ranking([-1.5, 0, -0, 2.25, -0.25], [0, 1, 1, 0, 0]);
    expect([...mixed.scores]).toEqual([2.25, 0, -0.25, -1.5]);
    expect([...mixed.hits]).toEqual([0, 2, 2, 2]);
  });
  test('a perfect score', () => {
    const perfect = ranking([9, 8, 1, 0, 2], [1, 1, 0, 0, 0]);
    expect([auprc(perfect), auroc(perfect), bestDice(perfect).dice]).toEqual([1, 1, 1]);
  });
});

test('connected parts share a side, and do not run on at the end of a row', () => {
  const data = Float32Array.of(0, 0, 1, 1, 0, 0, 0, 1, 0);
  const parts = components({ rows: 3, columns: 3, data }).map((part) => part.sort((a, b) => a - b));
  expect(parts).toEqual([[2], [3], [7]]);
  expect(components({ rows: 2, columns: 2, data: Float32Array.of(1, 1, 0, 1) })).toHaveLength(1);
});
