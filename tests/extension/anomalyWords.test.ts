import { oneIn } from '../../extension/overlay/valueText';
import { isOutside, type AnomalyProvenance } from '../../src/results/provenance';
import { stackAs } from '../support/stackAs';

describe('a score in words', () => {
  it.each([
    [0, '1'],
    [1, '10'],
    [2.554, '360'],
    [3, '1 000'],
    [4.1, '13 000'],
  ])('%d is one healthy voxel in %s', (score, count) => expect(oneIn(score)).toEqual({ count, beyond: false }));

  it('says no more than the calibration knows', () => expect(oneIn(9)).toEqual({ count: '100 000', beyond: true }));
});

test('slices with a score are counted in the viewer’s order', () => {
  expect(stackAs([3, 2, 1, 0]).numbersOf([true, true, false, false])).toEqual([3, 4]);
});

test('a map is out of the domain by the reader’s word or by the pixels', () => {
  const made = (more: object, unlike?: { distance: number; limit: number }) =>
    isOutside({ task: 'anomaly', map: { unlike }, ...more } as unknown as AnomalyProvenance);
  expect(made({})).toBe(false);
  expect(made({}, { distance: 2, limit: 3 })).toBe(false);
  expect(made({}, { distance: 4, limit: 3 })).toBe(true);
  expect(made({ outside: [{ code: 'BODY_PART_DIFFERS', measured: 'KNEE' }] })).toBe(true);
});
