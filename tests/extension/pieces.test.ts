import { jest } from '@jest/globals';
import { Picture } from '../../extension/compare/Picture';
import { inPieces } from '../../extension/run/pieces';
import type { Delivery } from '../../extension/run/RunData';
import { symmetricWindow, windowOfPixels } from '../../extension/run/windows';
import type { DenoiseProvenance } from '../../src/results/provenance';
import { stackAs } from '../support/stackAs';

const provenance = { task: 'denoise', strength: 0.5, magnitude: true } as DenoiseProvenance;
/** A volume that must not be looked at. */
const untouched = {
  get slices(): Float32Array[] {
    throw new Error('a pass over the source');
  },
};

describe('work over whole volumes on the page', () => {
  it('lets others in between: no piece is longer than 12 ms, and one slice more', async () => {
    const { MessageChannel: Channel } = globalThis;
    let [clock, turn] = [0, 0];
    const now = jest.spyOn(performance, 'now').mockImplementation(() => clock);
    globalThis.MessageChannel = class extends Channel {
      constructor() {
        super();
        turn += 1;
      }
    };
    const others = new Promise((resolve) => setImmediate(resolve));
    let heard = false;
    void others.then(() => (heard = true));
    // Each slice takes 5 ms.
    const turns = await inPieces(Array.from({ length: 60 }), () => ((clock += 5), turn));
    globalThis.MessageChannel = Channel;
    now.mockRestore();
    const slicesOf = (one: number) => turns.filter((at) => at === one).length;
    expect([...new Set(turns)].map(slicesOf)).toEqual(Array(20).fill(3));
    expect(heard).toBe(true);
  });

  it('keeps the order of what it makes', async () => {
    expect(await inPieces([3, 1, 2], (value, index) => [index, 2 * value])).toEqual([
      [0, 6],
      [1, 2],
      [2, 4],
    ]);
  });

  it('is not done for a picture: it is told whether its source is a magnitude', () => {
    const delivery = { source: untouched, stack: stackAs([0]), result: { layers: [], provenance } };
    expect(new Picture(delivery as unknown as Delivery).strength).toBe(0.5);
  });
});

describe('the window of a picture', () => {
  const ramp = Float32Array.from({ length: 97 * 1001 }, (_, i) => Math.floor(i / 97));

  it('is that of every 97th value, up to the 99.5th percentile', async () => {
    expect(await windowOfPixels([ramp])).toEqual({ lower: 0, upper: 995 });
    expect(symmetricWindow([ramp.map((value) => -value)])).toEqual({ lower: -995, upper: 995 });
  });

  it('shows what little there is in one that is nearly empty, and something where there is nothing', async () => {
    const empty = new Float32Array(97 * 1000);
    expect(await windowOfPixels([empty.with(50, 8), empty])).toEqual({ lower: 0, upper: 8 });
    expect(await windowOfPixels([empty])).toEqual({ lower: 0, upper: 1 });
  });
});
