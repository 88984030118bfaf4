import { Assembly } from '../../src/results/Assembly';
import { derivationOf } from '../../src/results/derivation';
import { DENOISED, INPAINTED, MAPPED } from '../support/provenance';
import { layerOf } from '../support/context';

const grid = { rows: 1, columns: 2, spacing: [1, 1, 5] as const, modality: 'MR', units: 'arbitrary' };
const source = [10, 20, 30].map((value) => Float32Array.of(value, value + 1));
const pair = (a: number, b = a) => Float32Array.of(a, b);
const zeros = pair(0);

describe('slices that a task hands over', () => {
  it('become a result in any order, the kind asked for first', () => {
    const assembly = new Assembly(['score', 'healthy', 'brain'], source);
    for (const k of [2, 0, 1])
      expect(assembly.add({ index: k, layers: { brain: pair(1), score: pair(k), healthy: pair(k + 5) } })).toEqual(pair(k));
    expect([assembly.count(), assembly.perPicture]).toEqual([3, 3]);
    const result = assembly.result({ warnings: [{ code: 'LEVELS_UNKNOWN' }], provenance: MAPPED }, grid);
    expect(result).toEqual({
      layers: [
        { kind: 'score', grid, slices: [pair(0), pair(1), pair(2)] },
        { kind: 'healthy', grid, slices: [pair(5), pair(6), pair(7)] },
        { kind: 'brain', grid, slices: [pair(1), pair(1), pair(1)] },
      ],
      finished: [true, true, true],
      partial: false,
      warnings: [{ code: 'LEVELS_UNKNOWN' }],
      provenance: MAPPED,
    });
  });

  it('are partial where some are missing: a picture then shows the source, a map nothing', () => {
    const assembly = new Assembly(['score', 'healthy'], source);
    assembly.add({ index: 1, layers: { score: pair(3), healthy: pair(4) } });
    const result = assembly.result({ warnings: [], provenance: MAPPED }, grid);
    expect([result.finished, result.partial]).toEqual([[false, true, false], true]);
    expect(layerOf(result, 'score')).toEqual([zeros, pair(3), zeros]);
    expect(layerOf(result, 'healthy')).toEqual([source[0], pair(4), source[2]]);
  });

  it('are whole when those that are worked on are there', () => {
    const assembly = new Assembly(['inpainted'], source, [false, true, false]);
    expect(assembly.perPicture).toBe(1);
    expect(assembly.result({ warnings: [], provenance: INPAINTED }, grid)).toMatchObject({ finished: [true, false, true], partial: true });
    assembly.add({ index: 1, layers: { inpainted: pair(9) } });
    const result = assembly.result({ warnings: [], provenance: INPAINTED }, grid);
    expect(result).toMatchObject({ finished: [true, true, true], partial: false });
    expect(layerOf(result, 'inpainted')).toEqual([source[0], pair(9), source[2]]);
  });

  it('may come part by part: what comes later is added to what is there', () => {
    const assembly = new Assembly(['denoised', 'uncertainty'], source.slice(0, 1));
    assembly.add({ index: 0, layers: { denoised: pair(1) } });
    expect(assembly.add({ index: 0, layers: { uncertainty: pair(2) } })).toBeUndefined();
    const result = assembly.result({ warnings: [], provenance: DENOISED }, grid);
    expect(result.layers.map(({ kind, slices }) => [kind, slices])).toEqual([
      ['denoised', [pair(1)]],
      ['uncertainty', [pair(2)]],
    ]);
  });
});

describe('several pictures', () => {
  const worked = [true, false, true];
  function filled(samples: number, uncertain: readonly number[], left: readonly [sample: number, index: number][] = []) {
    const assembly = new Assembly(['inpainted', 'uncertainty'], source, worked);
    for (let sample = 0; sample < samples; sample++)
      for (const index of [2, 0])
        if (!left.some(([s, k]) => s === sample && k === index))
          assembly.add({ index, sample, layers: { inpainted: pair(100 * sample + index) } });
    uncertain.forEach((index) => assembly.add({ index, layers: { uncertainty: pair(7) } }));
    return assembly;
  }
  const made = (assembly: Assembly) =>
    assembly.result({ warnings: [], provenance: INPAINTED }, grid).layers.map(({ kind, sample, slices }) => [kind, sample, slices]);

  it('are layers of their own, numbered from 1, with one uncertainty', () => {
    const assembly = filled(3, [2, 0]);
    expect([assembly.count(), assembly.count(true)]).toEqual([6, 6]);
    expect(made(assembly)).toEqual([
      ['inpainted', 1, [pair(0), source[1], pair(2)]],
      ['inpainted', 2, [pair(100), source[1], pair(102)]],
      ['inpainted', 3, [pair(200), source[1], pair(202)]],
      ['uncertainty', undefined, [pair(7), zeros, pair(7)]],
    ]);
  });

  it('that were not finished are left out, and counted only where asked for', () => {
    const assembly = filled(3, [2, 0], [[2, 0]]);
    expect([assembly.count(), assembly.count(true)]).toEqual([5, 4]);
    expect(made(assembly).map(([kind, sample]) => [kind, sample])).toEqual([
      ['inpainted', 1],
      ['inpainted', 2],
      ['uncertainty', undefined],
    ]);
  });

  it('that were stopped at the first are one of several, and no mean of them', () => {
    const assembly = filled(2, [], [[1, 0]]);
    const several = { ...INPAINTED, steps: 10, samples: 4 };
    const [layer, ...rest] = assembly.result({ warnings: [], provenance: several }, grid).layers;
    expect([layer?.sample, rest]).toEqual([1, []]);
    expect(derivationOf('inpainted', several, { sample: layer?.sample })).toContain('seed 7, one of 4 samples');
  });

  it('have no uncertainty where a slab was left in the middle: a spread of zero would read as certainty', () => {
    expect(made(filled(2, [2])).map(([kind]) => kind)).toEqual(['inpainted', 'inpainted']);
    expect(made(filled(2, [])).map(([kind]) => kind)).toEqual(['inpainted', 'inpainted']);
  });

  it('of a slice without a score have nothing that could spread, so the uncertainty of the others counts', () => {
    const assembly = new Assembly(['score', 'uncertainty', 'brain'], source);
    assembly.add({ index: 0, layers: { brain: zeros } });
    for (const index of [1, 2]) assembly.add({ index, layers: { brain: pair(1), score: pair(2), uncertainty: pair(3) } });
    expect(layerOf(assembly.result({ warnings: [], provenance: MAPPED }, grid), 'uncertainty')).toEqual([zeros, pair(3), pair(3)]);
  });
});
