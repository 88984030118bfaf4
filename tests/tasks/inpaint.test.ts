/** @jest-environment ./tests/sameRealmEnvironment.cjs */
import type { Holes } from '../../src/tasks/inpaint/holes';
import { inpaint, planInpaint } from '../../src/tasks/inpaint/plan';
import { nodeExecutor, shippedModel } from '../support/models';
import { refusal } from '../support/refusal';

const [rows, columns] = [24, 20];
const picture = (k: number) =>
  Float32Array.from({ length: rows * columns }, (_, i) => 300 + 200 * Math.sin(i / 7 + k) + 20 * Math.cos(3.7 * i) + 1 / 3);
const volume = {
  rows,
  columns,
  slices: [picture(0), picture(1), picture(2)],
  spacing: [1, 1, 5] as const,
  modality: 'MR',
  units: 'arbitrary',
};
const square = Uint8Array.from({ length: rows * columns }, (_, i) => {
  const [r, c] = [Math.floor(i / columns), i % columns];
  return r >= 8 && r < 14 && c >= 5 && c < 12 ? 1 : 0;
});
const holes: Holes = [undefined, square, new Uint8Array(rows * columns)];
const model = shippedModel('tiny-random');
const options = { seed: 4, steps: 4, sampler: 'repaint', resampling: { jumpLength: 2, passes: 2 } };

async function run(change: Partial<typeof options> = {}, of: typeof volume = volume) {
  const asked = { ...options, ...change };
  const plan = planInpaint(of, model.manifest, holes, asked);
  const executor = await nodeExecutor(model);
  const results = new Map<number, Float32Array>();
  await inpaint(of, holes, plan, model.manifest, asked, executor, {
    signal: new AbortController().signal,
    pause: () => Promise.resolve(),
    onStep: () => undefined,
    onSlice: (index, pixels) => void results.set(index, pixels),
  });
  await executor.dispose();
  return results;
}

describe('inpainting', () => {
  it('works on the slices that have a region, and leaves every voxel outside it as it is, bit for bit', async () => {
    const results = await run();
    expect([...results.keys()]).toEqual([1]);
    const [made, source] = [results.get(1) ?? [], volume.slices[1] ?? []];
    const different = Array.from(made, (value, i) => value !== source[i]);
    expect(different.filter((changed, i) => changed && !square[i])).toHaveLength(0);
    expect(different.filter((changed, i) => changed && square[i])).toHaveLength(6 * 7);
  });

  it('gives the same region for the same seed, and another for another', async () => {
    const [first, again, other] = [await run(), await run(), await run({ seed: 5 })];
    expect(again.get(1)).toEqual(first.get(1));
    expect(other.get(1)).not.toEqual(first.get(1));
  });

  it('does not look at what the region held before', async () => {
    // The same values in another order, so that the intensity unit stays.
    const inside = Array.from(square.keys()).filter((i) => square[i]);
    const turned = picture(1);
    inside.forEach((i, k) => (turned[i] = picture(1)[inside[inside.length - 1 - k] ?? 0] ?? NaN));
    const changed = await run({}, { ...volume, slices: [picture(0), turned, picture(2)] });
    expect(changed.get(1)).toEqual((await run()).get(1));
  });

  it('refuses a region that is empty, covers a slice, or lies on another grid', () => {
    const plan = (of: Holes) => () => planInpaint(volume, model.manifest, of, options);
    const full = new Uint8Array(rows * columns).fill(1);
    expect(plan([undefined, undefined, undefined])).toThrow(refusal('REGION_EMPTY'));
    expect(plan([undefined, full, undefined])).toThrow(/covers a whole slice.*slice 2/);
    expect(plan([square])).toThrow(refusal('REGION_GRID'));
    expect(plan([new Uint8Array(4), undefined, undefined])).toThrow(/4 pixels.*24 × 20/);
  });

  it('refuses a sampler that works on a picture, and one step of a model that is not told the known region', () => {
    const plan = (change: Partial<typeof options>) => () => planInpaint(volume, model.manifest, holes, { ...options, ...change });
    expect(plan({ sampler: 'partial-noising' })).toThrow(/partial-noising for inpaint, allowed repaint, dpmpp-2m/);
    expect(plan({ steps: 1 })).toThrow(/found 1 steps, allowed 2 to 1000 for a model that is not told/);
    expect(plan({ steps: 2.5 })).toThrow(refusal('BAD_OPTION'));
  });

  it('takes any other sampler by projection, outside the region bit for bit too', async () => {
    for (const sampler of ['dpmpp-2m', 'ddpm']) {
      const made = (await run({ sampler })).get(1) ?? [];
      const different = Array.from(made, (value, i) => value !== volume.slices[1]?.[i]);
      expect(different.map(Number)).toEqual(Array.from(square));
    }
  });

  it('takes its unit from what is known: a bright lesion in the region changes nothing', async () => {
    const lesion = picture(1).map((value, i) => (square[i] ? 1e5 : value));
    const changed = await run({}, { ...volume, slices: [picture(0), lesion, picture(2)] });
    expect(changed.get(1)).toEqual((await run()).get(1));
  });
});
