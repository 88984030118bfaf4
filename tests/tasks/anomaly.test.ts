import type { Evaluates, Pictures } from '../../src/execution/network';
import { networkSelfTest } from '../../src/execution/selfTest';
import { readManifest } from '../../src/models/manifest';
import { runInMemory } from '../../src/tasks/inMemory';
import { anomalyTask } from '../../src/tasks/anomaly/task';
import type { SlicePlane, Volume } from '../../src/volume/Volume';
import { layerOf, supplies, wordsOf } from '../support/context';
import { refusal } from '../support/refusal';
import { restorer } from '../support/restorer';

/** Restores everything to 1 and marks what is above 1.5: both can be told by hand. */
class Fake implements Evaluates {
  readonly seen: { inputs: Pictures; rows: number; columns: number }[] = [];

  run(inputs: Pictures, rows: number, columns: number): Promise<Pictures> {
    this.seen.push({ inputs, rows, columns });
    const { image, brain } = inputs as { image: Float32Array; brain: Float32Array };
    return Promise.resolve({ clean: brain.slice(), altered: image.map((value) => (value > 1.5 ? 1 : 0)) });
  }
}

const [ROWS, COLUMNS] = [80, 90];
type Axes = Pick<SlicePlane, 'rowCosines' | 'columnCosines'>;
/** As DICOM stores axial slices: rows to the back, columns to the patient's left. */
const AXIAL: Axes = { rowCosines: [1, 0, 0], columnCosines: [0, 1, 0] };
const isBrain = (r: number, c: number) => ((r - 38) / 30) ** 2 + ((c - 47) / 34) ** 2 < 1;
const isLesion = (r: number, c: number) => Math.hypot(r - 25, c - 60) < 6;

/** A brain of 200 with a lesion of 500 in one slice, skull off; the mask is small at both ends. */
function series({ slices = 5, lesion = 2, mm = 1, axes = AXIAL } = {}): { volume: Volume; masks: Uint8Array[] } {
  const pick = (value: (r: number, c: number) => number) =>
    Array.from({ length: ROWS * COLUMNS }, (_, i) => value(Math.floor(i / COLUMNS), i % COLUMNS));
  const pixels = Array.from({ length: slices }, (_, k) =>
    Float32Array.from(pick((r, c) => (isBrain(r, c) ? (k === lesion && isLesion(r, c) ? 500 : 200) : 7))),
  );
  const masks = pixels.map(() => Uint8Array.from(pick((r, c) => (isBrain(r, c) ? 1 : 0))));
  return {
    volume: { rows: ROWS, columns: COLUMNS, slices: pixels, spacing: [mm, mm, 5], axes, modality: 'MR', units: 'arbitrary' },
    masks,
  };
}

const settings = anomalyTask.settle({}, restorer);

async function run(
  { volume, masks }: ReturnType<typeof series>,
  network: Evaluates = new Fake(),
  manifest = restorer,
  signal = new AbortController().signal,
) {
  const open = Object.assign(network, { networkMilliseconds: () => 0 });
  const shell = supplies({ network: () => Promise.resolve(open), signal });
  const result = await runInMemory(anomalyTask, volume, { manifest, settings, region: masks }, shell);
  if (result.provenance.task !== 'anomaly') throw new Error('a result of another task');
  const { covered, peak } = result.provenance.map;
  const [score, brightness, healthy] = (['score', 'brightness', 'healthy'] as const).map((kind) => layerOf(result, kind));
  return { score: score!, brightness: brightness!, healthy: healthy!, covered, largest: peak, warnings: wordsOf(result) };
}
const at = (r: number, c: number) => r * COLUMNS + c;

describe('the anomaly map', () => {
  it('marks the lesion where it is, restores it, and leaves the rest as it was', async () => {
    const made = series();
    const { score, brightness, healthy, covered, largest, warnings } = await run(made);
    // 1 in the middle of the lesion: 8 steps of 0.1 beyond the table's end at 0.2.
    expect(score[2]![at(25, 60)]).toBeCloseTo(10, 1);
    expect(largest.slice).toBe(2);
    expect(largest.score).toBeCloseTo(10, 1);
    expect([score[2]![at(45, 30)], score[1]![at(25, 60)], score[2]![at(0, 0)]]).toEqual([0, 0, 0]);
    // 500 / 200 - 1 = 1.5 above the median, in steps of 0.2.
    expect(brightness[2]![at(25, 60)]).toBeCloseTo(7.5, 1);
    expect(healthy[2]![at(25, 60)]).toBeCloseTo(200, 3);
    expect(healthy[2]![at(45, 30)]).toBe(200);
    expect(healthy[2]![at(0, 0)]).toBe(7);
    expect(covered).toEqual([true, true, true, true, true]);
    expect(warnings).toEqual([expect.stringMatching(/^The series ends inside the brain/)]);
    const box = (slice: Float32Array) => [...slice].flatMap((value, i) => (value > 0.5 ? [i] : []));
    expect(Math.min(...box(score[2]!))).toBeGreaterThan(at(25 - 9, 0));
    expect(Math.max(...box(score[2]!))).toBeLessThan(at(25 + 10, 0));
  });

  it('looks at what is dark where the model does', async () => {
    const dark = { ...restorer, score: { ...restorer.score, direction: 'darker' as const } };
    const made = series();
    made.volume.slices[2]![at(45, 30)] = 100;
    const { brightness } = await run(made, new Fake(), dark);
    expect(brightness[2]![at(25, 60)]).toBe(0);
    expect(brightness[2]![at(45, 30)]).toBeGreaterThan(0.3);
    expect(brightness[2]![at(0, 0)]).toBe(0);
  });

  it('shows the network the front first, in multiples of 16, with the mirrored slice', async () => {
    const network = new Fake();
    await run(series(), network);
    const { inputs, rows, columns } = network.seen[2]!;
    expect([rows, columns]).toEqual([64, 80]);
    const lesion = inputs.image!.findIndex((value) => value > 2);
    // Rows of an axial DICOM slice run to the back: the canvas keeps them; the box of the brain begins at row 9 and column 14.
    expect(Math.floor(lesion / columns)).toBeLessThan(rows / 2);
    expect(inputs.mirrored![Math.floor(lesion / columns) * columns + columns - 1 - (lesion % columns)]).toBe(inputs.image![lesion]);
    expect(Math.max(...inputs.image!)).toBeCloseTo(2.5, 5);
  });

  it('comes back in place on other grids and from other orientations', async () => {
    const down: Axes = { rowCosines: [-1, 0, 0], columnCosines: [0, 1, 0] };
    for (const made of [series({ mm: 0.9 }), series({ mm: 1.7 }), series({ axes: down })]) {
      const { score, healthy } = await run(made);
      const peak = score[2]!.indexOf(Math.max(...score[2]!));
      expect(Math.hypot(Math.floor(peak / COLUMNS) - 25, (peak % COLUMNS) - 60)).toBeLessThan(6);
      expect(Math.abs(healthy[2]![at(25, 60)]! - 200)).toBeLessThan(1);
      expect(score[3]![at(25, 60)]).toBe(0);
    }
  });

  it('gives no score to slices with too little brain, and counts levels from the top of the brain, which lies where the series says', async () => {
    const made = series({ slices: 6 });
    made.masks[5] = made.masks[5]!.map((_, i) => (i < 3 * COLUMNS && i >= 2 * COLUMNS ? 1 : 0));
    const levels = { ...restorer.domain.levels, covered: [5, 14] as [number, number] };
    const narrow = { ...restorer, domain: { ...restorer.domain, levels } };
    const { covered, score, warnings } = await run(made, new Fake(), narrow);
    // 90 mm² are less than the top needs: the top is slice 4; 5 and 10 mm below it are slices 3 and 2.
    expect(covered).toEqual([false, false, true, true, false, false]);
    expect(score[1]!.every((value) => value === 0)).toBe(true);
    expect(warnings).toEqual([
      'Some slices hold too little brain for a score (found 1 of 6 slices, allowed 2500 mm² of brain).',
      'Some slices lie outside the levels that the model covers; they have no score ' +
        '(found 3 of 6 slices, allowed 5 to 14 mm below the top of the brain).',
    ]);
    const turned = { ...made, volume: { ...made.volume, axes: { rowCosines: [-1, 0, 0], columnCosines: [0, 1, 0] } as Axes } };
    turned.masks = [...made.masks].reverse();
    expect((await run(turned, new Fake(), narrow)).covered).toEqual([false, false, true, true, false, false].reverse());
  });

  it('takes a single slice, and says that its level is not known', async () => {
    const { covered, warnings } = await run(series({ slices: 1, lesion: 0 }));
    expect(covered).toEqual([true]);
    expect(warnings).toEqual(['The level of a single slice is not known (allowed 55 to 65 mm below the top of the brain).']);
  });

  it('refuses what has no answer: not axial, no brain, a brain without signal', async () => {
    const sagittal: Axes = { rowCosines: [0, 1, 0], columnCosines: [0, 0, -1] };
    await expect(run(series({ axes: sagittal }))).rejects.toThrow(refusal('MODEL_DOMAIN'));
    const made = series();
    const masked = (inside: (i: number) => boolean) => ({
      ...made,
      masks: made.masks.map((mask) => mask.map((_, i) => (inside(i) ? 1 : 0))),
    });
    await expect(run(masked(() => false))).rejects.toThrow(refusal('MASK_EMPTY'));
    await expect(run(masked((i) => i < 40))).rejects.toThrow(/at most 40 mm² of brain/);
    const dark = { ...made.volume, slices: made.volume.slices.map((slice) => slice.map(() => 0)) };
    await expect(run({ ...made, volume: dark })).rejects.toThrow(/a brain without signal/);
  });

  it('stops when it is told to', async () => {
    const network = new Fake();
    await expect(run(series(), network, restorer, AbortSignal.abort())).rejects.toThrow(refusal('CANCELLED'));
    expect(network.seen).toEqual([]);
  });
});

describe('the manifest of a restorer', () => {
  it('is read as the export writes it, and refused with a table that says nothing', () => {
    expect(readManifest('drawn-restorer', JSON.parse(JSON.stringify(restorer)))).toEqual(restorer);
    const table = {
      ...restorer,
      score: { ...restorer.score, calibration: { altered: restorer.score.calibration.altered, brightness: [] } },
    };
    expect(() => readManifest('drawn-restorer', table)).toThrow(/score.calibration.brightness/);
  });

  it('tests itself with all of its inputs and outputs', async () => {
    const clean = Float32Array.of(0, 1);
    const answers = (altered: Float32Array): Evaluates => ({ run: () => Promise.resolve({ clean, altered }) });
    expect(await networkSelfTest(answers(Float32Array.of(0, 0.5)), restorer)).toBe(0);
    await expect(networkSelfTest(answers(Float32Array.of(0, 0.4)), restorer)).rejects.toThrow(refusal('SELF_TEST_FAILED'));
  });
});
