import { restRow } from '../../src/diffusion/rows';
import { SAMPLERS } from '../../src/diffusion/samplers';
import { karras } from '../../src/diffusion/schedules';
import { kernelCan, packRegion, packRows, ROW_BYTES, ROW_STRIDE } from '../../src/execution/rowKernel';

const EDM = { kind: 'edm', sigmaData: 0.5 } as const;

describe('rows on WebGPU', () => {
  it.each(SAMPLERS.map((sampler) => [sampler.id, sampler] as const))('%s fits the kernel', (_, sampler) => {
    expect(sampler.rows(karras(8, 0.01, 1)).every(kernelCan)).toBe(true);
  });

  it('refuses a threshold at a quantile of the picture, naming the backend that has it', () => {
    const row = { ...restRow(0), limit: { threshold: { quantile: 0.99, least: 1, most: 2 } } };
    expect(() => packRows([row], 4, EDM)).toThrow(
      expect.objectContaining({ code: 'BACKEND_UNAVAILABLE', allowed: 'the wasm backend' }) as Error,
    );
  });

  it('writes a row where the kernel reads it', () => {
    const rows = [
      {
        ...restRow(0),
        evaluateAt: 0.5,
        a: 0.25,
        b: [0.5, 0.125],
        noise: [
          { index: 3, weight: 2 },
          { index: 4, weight: -1 },
        ],
        langevin: { strength: 0.75, noise: 5 },
        known: { sigma: 0.5, noise: 6 },
      },
    ];
    const buffer = packRows(rows, 64, { kind: 'residual' });
    expect(buffer.byteLength).toBe(2 * ROW_STRIDE);
    const floats = Array.from(new Float32Array(buffer, ROW_STRIDE, ROW_BYTES / 4));
    const integers = Array.from(new Uint32Array(buffer, ROW_STRIDE, ROW_BYTES / 4));
    // a, cSkip, cOut = −σ; b; variance; weights of the noises; strength; σ of the known region
    expect([floats.slice(0, 3), floats.slice(8, 10), floats[19], floats.slice(20, 22), floats[24], floats[27]]).toEqual([
      [0.25, 1, -0.5],
      [0.5, 0.125],
      0.25,
      [2, -1],
      0.75,
      0.5,
    ]);
    // evaluate, length, save; indices of the noises; of the Langevin step, known; of the region, the row's own number
    expect([integers.slice(5, 8), integers.slice(22, 24), integers.slice(25, 27), integers.slice(28, 30)]).toEqual([
      [1, 64, 0],
      [3, 4],
      [5, 1],
      [6, 1],
    ]);
    // Entry 0 only makes the input of the first evaluation: ln 0.5 beside it.
    expect(new Float32Array(buffer)[4]).toBeCloseTo(Math.log(0.5), 6);
  });

  it('interleaves the known picture with its mask', () => {
    expect([...packRegion({ picture: Float32Array.of(5, 6), mask: Float32Array.of(0, 1) })]).toEqual([5, 0, 6, 1]);
  });
});
