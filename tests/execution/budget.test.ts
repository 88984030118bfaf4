import { planMemory, TAB_LIMIT } from '../../src/execution/budget';

const LARGE = { task: 'denoise', rows: 512, columns: 512, slices: 300, samples: 8, workingBytes: 400e6 } as const;
const VOLUME = 512 * 512 * 300 * 4;

describe('memory of a run, before it starts', () => {
  it('plans 512 × 512 × 300 with result, difference and uncertainty at once, below 2.5 GB', () => {
    const { bytes, slabs, slabSlices, sentence } = planMemory(LARGE);
    expect(bytes).toBe(5 * VOLUME + 400e6);
    expect(bytes).toBeLessThan(TAB_LIMIT);
    expect([slabs, slabSlices]).toEqual([1, 300]);
    expect(sentence).toBe('Needs 1.97 GB: source, estimate, result, difference, uncertainty (315 MB each) and 400 MB for the network.');
  });

  it('keeps no uncertainty of a single sample', () => {
    expect(planMemory({ ...LARGE, samples: 1 }).bytes).toBe(4 * VOLUME + 400e6);
  });

  it('names what an anomaly map keeps', () => {
    expect(planMemory({ ...LARGE, task: 'anomaly', samples: 1 }).sentence).toMatch(/source, pseudo-healthy volume, score \(315 MB each\)/);
  });

  it('runs in the fewest slabs that fit, each as large as it can be', () => {
    const plan = { ...LARGE, slices: 1000 };
    const { slabSlices, slabs, sentence } = planMemory(plan);
    expect(planMemory({ ...plan, slices: slabSlices }).bytes).toBeLessThanOrEqual(TAB_LIMIT);
    expect(planMemory({ ...plan, slices: slabSlices + 1 }).bytes).toBeGreaterThan(TAB_LIMIT);
    expect(slabs).toBe(Math.ceil(1000 / slabSlices));
    expect(sentence).toMatch(new RegExp(`limit of 2.50 GB it is run in ${slabs} parts of at most ${slabSlices} slices`));
  });

  it('says when not even one slice fits', () => {
    expect(planMemory({ ...LARGE, workingBytes: 3e9 })).toMatchObject({ slabSlices: 0, slabs: 0 });
    expect(planMemory(LARGE, 1e6).sentence).toMatch(/not even one slice fits into the limit of 1 MB/);
  });
});
