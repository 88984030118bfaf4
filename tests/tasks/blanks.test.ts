/** @jest-environment ./tests/sameRealmEnvironment.cjs */
import type { Executor } from '../../src/execution/Executor';
import { ofKind } from '../../src/models/manifest';
import { denoiseTask } from '../../src/tasks/denoise/task';
import { inpaintTask } from '../../src/tasks/inpaint/task';
import type { Task } from '../../src/tasks/Task';
import type { Volume } from '../../src/volume/Volume';
import { bits, supplies, watched } from '../support/context';
import { drawnInpaint, shippedModel, smallExecutor } from '../support/models';
import { drawnVolume, randomNumbers } from '../support/pictures';
import { refusal } from '../support/refusal';

const model = shippedModel('tiny-random');
const manifest = ofKind(model.manifest, 'denoiser');
const plain = drawnVolume();
const { columns } = plain;
const outside = (i: number) => i % columns < 15;
const put = (value: (i: number) => number, change: Partial<Volume> = {}): Volume => ({
  ...plain,
  slices: plain.slices.map((slice) => slice.map((own, i) => (outside(i) ? value(i) : own))),
  ...change,
});

let executor: Executor;
beforeAll(async () => (executor = await smallExecutor(model)));
afterAll(() => executor.dispose());

async function done(task: Task, volume: Volume, region?: (Uint8Array | undefined)[], held?: number) {
  const own = task === inpaintTask ? drawnInpaint() : model;
  const opened = task === inpaintTask ? await smallExecutor(own) : executor;
  const order = { manifest: own.manifest, settings: task.settle({ seed: 3 }, own.manifest), first: 0, region };
  const { handed, outcome } = await watched(task, volume, order, { ...supplies(), executor: () => Promise.resolve(opened), held });
  if (opened !== executor) await opened.dispose();
  const slices = volume.slices.map((_, k) => Object.values(handed.find(({ index }) => index === k)?.layers ?? {})[0]!);
  return { slices, outcome };
}

const made = ({ outcome: { provenance } }: Awaited<ReturnType<typeof done>>) => {
  if (provenance.task === 'anomaly') throw new Error('an anomaly map');
  return { unit: provenance.unit, ...(provenance.task === 'denoise' && { sigma: provenance.sigma, magnitude: provenance.magnitude }) };
};

describe('padding', () => {
  const random = randomNumbers(9);
  it.each<[string, Volume, string[]]>([
    ['-32768, declared', put(() => -32768, { padding: plain.slices.map(() => [[-32768, -32768]]) }), []],
    ['a declared range', put(() => -1000 + Math.floor(100 * random()), { padding: plain.slices.map(() => [[-1000, -900]]) }), []],
    ['65535, declared', put(() => 65535, { padding: plain.slices.map(() => [[65535, 65535]]) }), []],
    ['-1000, which no tag names', put(() => -1000), ['PADDING_UNDECLARED']],
    ['65535, which no tag names', put(() => 65535), ['PADDING_UNDECLARED']],
  ])('%s, changes nothing of the rest and comes back bit for bit', async (_, volume, said) => {
    const [zero, padded] = [
      await done(
        denoiseTask,
        put(() => 0),
      ),
      await done(denoiseTask, volume),
    ];
    expect(made(padded)).toEqual(made(zero));
    padded.slices.forEach((slice, k) => {
      const expected = slice.map((_value, i) => (outside(i) ? volume.slices[k]![i]! : zero.slices[k]![i]!));
      expect(bits(slice)).toEqual(bits(expected));
    });
    expect(padded.outcome.warnings.map(({ code }) => code)).toEqual(said);
    const bySlice = await done(denoiseTask, volume, undefined, 1);
    expect(bySlice.slices.map(bits)).toEqual(padded.slices.map(bits));
  });

  it('stays outside what is filled; inside all is filled, whatever has cut it out', async () => {
    const hole = Uint8Array.from(plain.slices[0]!, (_, i) => (i % columns >= 10 && i % columns < 20 ? 1 : 0));
    const region = [hole, undefined, undefined];
    const inHole = (i: number) => hole[i] === 1;
    const fill = async (volume: Volume) => (await done(inpaintTask, volume, region)).slices[0]!;
    const declared = await fill(put(() => -2000, { padding: plain.slices.map(() => [[-2000, -2000]]) }));
    const evident = await fill(put(() => -2000));
    for (let i = 0; i < hole.length; i++) {
      if (outside(i) && !inHole(i)) expect([declared[i], evident[i]]).toEqual([-2000, -2000]);
      if (outside(i) && inHole(i)) expect([declared[i]! >= 0, evident[i]! >= 0]).toEqual([true, true]);
    }
  });
});

describe('zeros of a masked series', () => {
  it('stay zero when it is denoised', async () => {
    const { slices } = await done(
      denoiseTask,
      put(() => 0),
    );
    slices.forEach((slice) => expect(slice.every((value, i) => !outside(i) || value === 0)).toBe(true));
  });

  it('are filled where they are the region', async () => {
    const hole = Uint8Array.from(plain.slices[0]!, (_, i) => (i % columns > 28 && i % columns < 40 ? 1 : 0));
    const cut = { ...plain, slices: plain.slices.map((slice) => slice.map((own, i) => (hole[i] ? 0 : own))) };
    const { slices } = await done(inpaintTask, cut, [hole, undefined, undefined]);
    expect(slices[0]!.filter((value, i) => hole[i] === 1 && value !== 0).length).toBeGreaterThan(300);
  });
});

describe('a hot voxel', () => {
  it('stays as it is and changes neither unit nor level; the network sees no more than the brightest tissue, however hot it is', async () => {
    const at = 30 * columns + 35;
    const hot = (value: number) => ({ ...plain, slices: plain.slices.map((slice) => slice.map((own, i) => (i === at ? value : own))) });
    const [none, before, after] = [await done(denoiseTask, plain), await done(denoiseTask, hot(1600)), await done(denoiseTask, hot(20000))];
    expect(made(after)).toEqual(made(before));
    const [unit, with20000] = [made(none), made(after)];
    expect(Math.abs(with20000.unit / unit.unit - 1)).toBeLessThan(1e-3);
    after.slices.forEach((slice, k) => {
      expect(slice[at]).toBe(20000);
      expect(bits(slice).filter((_, i) => i !== at)).toEqual(bits(before.slices[k]!).filter((_, i) => i !== at));
    });
  });
});

it('values that are no magnitudes end a run of any task before a model is opened', async () => {
  const scored = { ...plain, slices: plain.slices.map((slice) => slice.map((value) => (value - 400) / 300)) };
  const hole = [Uint8Array.from(plain.slices[0]!, (_, i) => (i < 900 ? 1 : 0)), undefined, undefined];
  await expect(done(denoiseTask, scored)).rejects.toThrow(refusal('NOT_MAGNITUDE'));
  await expect(done(inpaintTask, scored, hole)).rejects.toThrow(refusal('NOT_MAGNITUDE'));
  expect(manifest.domain.modalities).toEqual(['MR']);
});
