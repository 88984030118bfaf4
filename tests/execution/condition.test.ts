/** @jest-environment ./tests/sameRealmEnvironment.cjs */
import type { Region } from '../../src/execution/Executor';
import { condition, conditionRegion } from '../../src/execution/condition';
import { selfTest } from '../../src/execution/selfTest';
import { drawnInpaint, smallExecutor } from '../support/models';
import { refusal } from '../support/refusal';

const [rows, columns] = [16, 24];
const length = rows * columns;
const mask = Float32Array.from({ length }, (_, i) => (i % columns > 8 && i % columns < 14 ? 0 : 1));

/** D of the drawn model at σ: v = 0.01 around the mean of what is known nearby. */
async function estimate(sigma: number, state: Float32Array<ArrayBuffer>, region?: Region): Promise<Float32Array> {
  const executor = await smallExecutor(drawnInpaint());
  try {
    const lane = await executor.open({ rows, columns });
    lane.load({ state, noise: { seed: 0, slice: 0 }, region });
    await lane.step({ evaluateAt: sigma, sigma: 0, a: 0, b: [1], c: [] });
    return await lane.read();
  } finally {
    await executor.dispose();
  }
}

describe('a conditioned network', () => {
  it('is told the known picture and the mask, and nothing of what the hole held', () => {
    const told = condition({ picture: Float32Array.of(3, NaN, 5), mask: Float32Array.of(1, 0, 0.5) });
    expect(Array.from(told)).toEqual([3, 0, 2.5, 1, 0, 0.5]);
    expect(conditionRegion(Float32Array.of(3, 0, 1, 0))).toEqual({ picture: Float32Array.of(3, 0), mask: Float32Array.of(1, 0) });
  });

  it('passes its self-test, which is not the same without the region or with another one', async () => {
    const { manifest, bytes } = drawnInpaint();
    const executor = await smallExecutor({ manifest, bytes });
    expect(await selfTest(executor, manifest)).toBeLessThan(1e-5);
    const { known: _, ...without } = manifest.selfTest;
    await expect(selfTest(executor, { ...manifest, selfTest: without })).rejects.toThrow(refusal('INTERNAL'));
    const other = { ...manifest.selfTest, known: Buffer.alloc(2 * 16 * 16 * 4).toString('base64') };
    await expect(selfTest(executor, { ...manifest, selfTest: other })).rejects.toThrow(refusal('SELF_TEST_FAILED'));
    await executor.dispose();
  });

  it('hears of the region at each evaluation, unscaled', async () => {
    const state = new Float32Array(length).fill(2);
    const near = await estimate(1, state, { picture: new Float32Array(length).fill(0.5), mask });
    // (0.01 · 2 + 1² · 0.5) / (0.01 + 1²)
    expect(near[11]).toBeCloseTo(0.52 / 1.01, 4);
    const far = await estimate(20, state, { picture: new Float32Array(length).fill(0.5), mask });
    expect(far[11]).toBeCloseTo(0.5, 3);
  });

  it('without a region is a fault of the caller', async () => {
    await expect(estimate(1, new Float32Array(length))).rejects.toThrow(refusal('INTERNAL'));
  });
});
