import { planMemory, TAB_LIMIT } from '../../src/execution/budget';

const LARGE = { task: 'denoise', rows: 512, columns: 512, slices: 300, samples: 8, workingBytes: 300e6 } as const;
const PIXELS = 512 * 512;
const VOLUME = PIXELS * 300 * 4;
/** The viewer, with the source as it is stored. */
const VIEWER = 350e6 + VOLUME / 2;

describe('memory of a run, before it starts', () => {
  it('counts the viewer, the source, what the result keeps, the network, and what a slab is worked on with', () => {
    const { wholeBytes, keptBytes, kept } = planMemory(LARGE);
    expect(kept).toEqual(['denoised', 'difference', 'uncertainty']);
    expect(keptBytes).toBe(5 * VOLUME);
    // The source in the worker, mean and spread of the samples.
    expect(wholeBytes).toBe(VIEWER + 5 * VOLUME + 300e6 + 3 * VOLUME);
    expect(planMemory({ ...LARGE, samples: 1 }).wholeBytes).toBe(VIEWER + 4 * VOLUME + 300e6 + VOLUME);
  });

  it('keeps 512 × 512 × 300 with result, difference and uncertainty below 2.5 GB: one sample at once, more in slabs', () => {
    for (const samples of [1, 8]) {
      const { bytes, slabs, slabSlices } = planMemory({ ...LARGE, samples });
      expect(bytes).toBeLessThanOrEqual(TAB_LIMIT);
      expect(slabs).toBe(Math.ceil(300 / slabSlices));
    }
    expect(planMemory({ ...LARGE, samples: 1 }).slabs).toBe(1);
    expect(planMemory(LARGE).slabs).toBeGreaterThan(1);
  });

  it('runs in the fewest slabs that fit, each as large as it can be', () => {
    const plan = { ...LARGE, task: 'anomaly', slices: 200, samples: 1 } as const;
    const { slabSlices, slabs, bytes, wholeBytes } = planMemory(plan, 2.2e9);
    expect(slabs).toBe(Math.ceil(200 / slabSlices));
    expect(slabs).toBeGreaterThan(1);
    expect(bytes).toBeLessThanOrEqual(2.2e9);
    expect(bytes + 4 * PIXELS).toBeGreaterThan(2.2e9);
    expect(wholeBytes - bytes).toBe((200 - slabSlices) * 4 * PIXELS);
  });

  it('works on the slices with a region only, and each filling keeps only those', () => {
    const one = planMemory({ ...LARGE, task: 'inpaint', samples: 1, worked: 10 });
    expect(one).toMatchObject({ slabs: 1, slabSlices: 10, keptBytes: 3 * VOLUME });
    expect(planMemory({ ...LARGE, task: 'inpaint', samples: 4, worked: 10 }).keptBytes).toBe(4 * VOLUME + 3 * 10 * 4 * PIXELS);
  });

  it('counts the copies of slices that are turned, and of those whose padding is left out, in each slab', () => {
    const plan = { ...LARGE, samples: 1 };
    const { bytes, wholeBytes, slabs } = planMemory({ ...plan, turned: true, padded: true });
    expect(wholeBytes).toBe(planMemory(plan).wholeBytes + 2 * VOLUME);
    expect(bytes).toBeLessThanOrEqual(TAB_LIMIT);
    expect(slabs).toBeGreaterThan(1);
    // The masks are turned with their slices.
    const fill = { ...plan, task: 'inpaint', worked: 10 } as const;
    expect(planMemory({ ...fill, turned: true }).wholeBytes).toBe(planMemory(fill).wholeBytes + 10 * 5 * PIXELS);
  });

  it('says when not even one slice fits beside what the result keeps', () => {
    expect(planMemory({ ...LARGE, workingBytes: 3e9 })).toMatchObject({ slabSlices: 0, slabs: 0 });
    const { slabs, bytes } = planMemory({ ...LARGE, slices: 500 });
    expect(slabs).toBe(0);
    expect(bytes).toBeGreaterThan(TAB_LIMIT);
  });
});
