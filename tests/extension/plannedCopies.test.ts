import type { ActiveSeries } from '../../extension/host/activeSeries';
import { memoryPlan } from '../../extension/run/memory';
import type { Manifest } from '../../src/models/manifest';
import { plane } from '../support/planes';

it('a run is planned with the copies of a series that is turned, or padded', () => {
  const manifest = { file: { bytes: 5e6 } } as Manifest;
  const whole = (rowCosines: [number, number, number], padded: boolean) => {
    const planes = Array.from({ length: 9 }, (_, k) => plane(k, { rows: 512, columns: 512, rowCosines }));
    const series = { imageIds: planes.map(() => ''), planes, padded } as unknown as ActiveSeries;
    return memoryPlan('denoise', series, manifest, { samples: 1, turns: 1 })!.wholeBytes;
  };
  const volume = 9 * 512 * 512 * 4;
  const usual = whole([1, 0, 0], false);
  expect(whole([-1, 0, 0], false)).toBe(usual + volume);
  expect(whole([1, 0, 0], true)).toBe(usual + volume);
  expect(whole([-1, 0, 0], true)).toBe(usual + 2 * volume);
});
