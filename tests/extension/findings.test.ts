import { jest } from '@jest/globals';
import { bindHost } from '../../extension/host/host';
import { addResultImages, type ResultImage } from '../../extension/host/resultImages';
import type { ExtensionContext, Instance } from '../../extension/host/types';
import type { OverlayControl } from '../../extension/overlay/OverlayControl';
import type { OverlayMap } from '../../extension/overlay/look';
import { FindingsReview, pointOf, slicePosition } from '../../extension/review/FindingsReview';
import type { Delivery, RunData } from '../../extension/run/RunData';
import type { ResultRow } from '../../extension/results/rows';
import { Stack } from '../../src/volume/Stack';
import { refusal } from '../support/refusal';

const [rows, columns] = [8, 8];

const planes = [10, 5, 0].map((z) => ({
  position: [-4, -6, z] as const,
  rowCosines: [0, 1, 0] as const,
  columnCosines: [-1, 0, 0] as const,
  rows,
  columns,
  rowSpacing: 3,
  columnSpacing: 2,
}));

/** The viewer shows the slices head first: its first image is the last along the normal. */
const delivery = {
  source: { rows, columns, spacing: [2, 3, 5], slices: [0, 1, 2].map(() => new Float32Array(64)), units: 'arbitrary' },
  stack: new Stack(planes, [2, 1, 0], [2, 3, 5]),
  series: { imageIds: ['a', 'b', 'c'], planes },
} as unknown as Delivery;

/** One region of four voxels of 30 mm³ in the viewer's first slice, and a single voxel, weaker, in its last. */
function addScores(): void {
  const slices = [0, 1, 2].map(() => new Float32Array(64));
  for (const at of [9, 10, 17, 18]) slices[0]?.fill(at === 9 ? 4 : 3, at, at + 1);
  slices[2]?.fill(2.5, 40, 42);
  const image = (pixels: Float32Array, k: number): [string, ResultImage] => [
    `diffusion:${k}`,
    {
      pixels,
      instance: { SeriesInstanceUID: '1.9' } as Instance,
      sourceImageId: 'abc'[k] ?? '',
      window: { windowCenter: 1, windowWidth: 2 },
    },
  ];
  addResultImages(slices.map(image));
}

const row = {
  id: 'run',
  task: 'anomaly',
  sets: { score: 'set', brightness: 'set' },
  note: { sourceUID: 'source' },
} as unknown as ResultRow;

function make() {
  const services = {
    displaySetService: { getDisplaySetByUID: () => ({ SeriesInstanceUID: '1.9' }) },
    viewportGridService: { getState: () => ({ viewports: new Map() }) },
  };
  bindHost({
    servicesManager: { services },
    extensionManager: {
      getModuleEntry: () => ({ exports: { getCornerstoneLibraries: () => ({ cornerstone: { metaData: { get: () => undefined } } }) } }),
      getActiveDataSource: () => [],
    },
  } as unknown as ExtensionContext);
  const look = { map: 'score' as OverlayMap, range: { threshold: 2, upper: 4 } };
  const runs = { get: () => delivery } as unknown as RunData;
  const review = new FindingsReview(runs, { look: () => look, show: () => Promise.resolve() } as unknown as OverlayControl);
  return { look, review, found: () => review.store.get().reviews['run'] };
}

describe('the findings of a run', () => {
  beforeAll(addScores);
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('are listed at once, and anew when the threshold has rested', () => {
    const { look, review, found } = make();
    review.update(row);
    expect(found()?.findings.map(({ voxels, peak }) => [voxels, peak.score])).toEqual([
      [4, 4],
      [2, 2.5],
    ]);
    look.range = { ...look.range, threshold: 2.8 };
    review.update(row);
    look.range = { ...look.range, threshold: 3.5 };
    review.update(row);
    expect(found()?.threshold).toBe(2);
    jest.runAllTimers();
    expect(found()?.threshold).toBe(3.5);
    // One voxel of 0.03 ml is left: too small to be listed.
    expect(found()?.findings).toEqual([]);
  });

  it('are those of the map on screen', () => {
    const { look, review, found } = make();
    review.update(row);
    look.map = 'brightness';
    review.update(row);
    expect(found()?.map).toBe('brightness');
  });

  it('keep what the reader said of them while the threshold moves', () => {
    const { look, review, found } = make();
    review.update(row);
    const id = found()?.findings[0]?.id ?? '';
    review.mark('run', id, { verdict: 'unsure' });
    review.mark('run', id, { comment: 'artefact?' });
    look.range = { ...look.range, threshold: 2.8 };
    review.update(row);
    jest.runAllTimers();
    expect(found()?.findings.map((finding) => found()?.marks[finding.id])).toEqual([{ verdict: 'unsure', comment: 'artefact?' }]);
  });

  it('are judged by key: the one jumped to last, neutral until then, and the same verdict again takes it back', async () => {
    const { review, found } = make();
    review.update(row);
    const [first = '', second = ''] = found()?.findings.map(({ id }) => id) ?? [];
    expect(review.judgeCurrent('accepted')).toBe(false);
    expect(found()?.marks).toEqual({});
    expect(await review.step(row, 1)).toBe(true);
    expect(review.judgeCurrent('accepted')).toBe(true);
    await review.step(row, 1);
    review.judgeCurrent('unsure');
    review.judgeCurrent('rejected');
    expect([found()?.marks[first]?.verdict, found()?.marks[second]?.verdict]).toEqual(['accepted', 'rejected']);
    // From either end to the other.
    await review.step(row, 1);
    review.judgeCurrent('accepted');
    expect(found()?.marks[first]?.verdict).toBeUndefined();
    await review.step(row, -1);
    expect(review.store.get().current).toEqual({ runId: 'run', findingId: second });
  });

  it('that a higher threshold has taken out of the list are judged by no key', async () => {
    const { look, review, found } = make();
    review.update(row);
    await review.step(row, -1);
    look.range = { ...look.range, threshold: 2.8 };
    review.update(row);
    jest.runAllTimers();
    expect(review.judgeCurrent('accepted')).toBe(false);
    expect(found()?.marks).toEqual({});
  });

  it('get back what was said of them before, also where the list was never opened', () => {
    const { look, review, found } = make();
    look.range = { ...look.range, threshold: 2.8 };
    const marks = { '2-1-1': { verdict: 'accepted', comment: 'new' }, '0-5-0': { verdict: 'rejected' } } as const;
    review.restore(row, marks);
    expect(found()?.findings.map(({ id }) => found()?.marks[id])).toEqual([marks['2-1-1']]);
    look.range = { ...look.range, threshold: 2 };
    review.update(row);
    jest.runAllTimers();
    expect(found()?.findings.map(({ id }) => found()?.marks[id])).toEqual(Object.values(marks));
  });

  it('lie in the patient where the image says, and on the slice that the viewer counts', () => {
    const { review, found } = make();
    review.update(row);
    const { centre } = found()?.findings[0] ?? {};
    expect(centre).toMatchObject({ slice: 2 });
    if (!centre) return;
    expect(slicePosition(delivery, centre.slice)).toBe(1);
    expect(pointOf(delivery, { slice: 2, row: 1, column: 2 })).toEqual([-4 - 3, -6 + 4, 10]);
    expect(() => pointOf(delivery, { slice: 7, row: 1, column: 2 })).toThrow(refusal('MISSING_SLICE'));
  });

  it('are forgotten with the run, also one that is waiting', () => {
    const { look, review, found } = make();
    review.update(row);
    look.range = { ...look.range, threshold: 2.2 };
    review.update(row);
    review.forget('run');
    jest.runAllTimers();
    expect(found()).toBeUndefined();
    review.mark('run', 'x', { verdict: 'accepted' });
    expect(found()).toBeUndefined();
  });

  it('are none for a map that is no score', () => {
    const { look, review, found } = make();
    look.map = 'uncertainty';
    review.update(row);
    expect(found()).toBeUndefined();
  });
});
