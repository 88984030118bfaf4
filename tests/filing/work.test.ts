import { workKey, type WorkParts } from '../../src/filing/work';
import { DENOISED, INPAINTED, MAPPED } from '../support/provenance';

const parts = (change: Partial<WorkParts> = {}): WorkParts => ({
  provenance: DENOISED,
  sourceUids: ['1.2.1', '1.2.2'],
  engineMajor: 0,
  ...change,
});
const mask = (...inside: number[]) => [undefined, Uint8Array.from({ length: 4 }, (_, n) => (inside.includes(n) ? 1 : 0))];

describe('the key of a work', () => {
  it('is a SHA-256, the same for the same work', () => {
    expect(workKey(parts())).toMatch(/^[0-9a-f]{64}$/);
    expect(workKey(parts())).toBe(workKey(parts()));
  });

  it('does not know when, where or how fast it was run, nor what was found', () => {
    const elsewhere = {
      ...DENOISED,
      backend: { asked: 'auto', used: 'webgpu', reason: 'the fastest', device: 'a GPU' },
      versions: { workbench: '0.9.9', onnxruntime: '2' },
      milliseconds: 99,
      networkMilliseconds: 98,
      evaluations: 3,
    } as const;
    expect(workKey(parts({ provenance: elsewhere }))).toBe(workKey(parts()));
    const found = { ...MAPPED, map: { ...MAPPED.map, covered: [true, true], peak: { score: 9, slice: 0 } } };
    expect(workKey(parts({ provenance: found }))).toBe(workKey(parts({ provenance: MAPPED })));
    const told = { ...INPAINTED, region: { ...INPAINTED.region, purpose: 'Something else', source: 'an outline' } };
    expect(workKey(parts({ provenance: told, region: mask(1) }))).toBe(workKey(parts({ provenance: INPAINTED, region: mask(1) })));
  });

  it.each<[string, Partial<WorkParts>]>([
    ['other sources', { sourceUids: ['1.2.1', '1.2.3'] }],
    ['another order of them', { sourceUids: ['1.2.2', '1.2.1'] }],
    ['a frame of one', { sourceUids: ['1.2.1#1', '1.2.2'] }],
    ['the next engine', { engineMajor: 1 }],
    ['another model', { provenance: { ...DENOISED, model: { ...DENOISED.model, sha256: 'deed' } } }],
    ['another seed', { provenance: { ...DENOISED, seed: 8 } }],
    ['more steps', { provenance: { ...DENOISED, steps: 2 } }],
    ['more samples', { provenance: { ...DENOISED, samples: 2 } }],
    ['eight turns', { provenance: { ...DENOISED, turns: 8 } }],
    ['another strength', { provenance: { ...DENOISED, strength: 0.75 } }],
    ['another noise level', { provenance: { ...DENOISED, sigma: 0.0234568 } }],
    ['levels of single slices', { provenance: { ...DENOISED, levels: [{ slice: 0, sigma: 0.1, unit: 400 }] } }],
    ['slices of their own', { provenance: { ...DENOISED, independent: { untouched: [] } } }],
    ['slices left out', { finished: [true, false] }],
    ['pixels of a device that rounds otherwise', { pixels: [Float32Array.of(1, 2, 3)] }],
    ['another task', { provenance: INPAINTED }],
  ])('is another for %s', (_, change) => {
    expect(workKey(parts(change))).not.toBe(workKey(parts()));
  });

  it('is the same whatever the sampler where one step gives the mean, and another for several', () => {
    const by = (sampler: string, steps: number) => workKey(parts({ provenance: { ...DENOISED, sampler, steps } }));
    expect(by('ddim', 1)).toBe(by('heun', 1));
    expect(by('ddim', 8)).not.toBe(by('heun', 8));
  });

  it('knows the region by its voxels, whatever number says that they are inside', () => {
    const by = (region: WorkParts['region']) => workKey(parts({ provenance: INPAINTED, region }));
    expect(by(mask(1, 2))).not.toBe(by(mask(1)));
    expect(by([undefined, Float32Array.of(0, 255, 0, 0)])).toBe(by(mask(1)));
    expect(by([new Uint8Array(4), mask(1)[1]])).toBe(by(mask(1)));
    expect(by([mask(1)[1], undefined])).not.toBe(by(mask(1)));
  });

  it('is that of a whole run where all slices are finished', () => {
    expect(workKey(parts({ finished: [true, true] }))).toBe(workKey(parts()));
  });
});
