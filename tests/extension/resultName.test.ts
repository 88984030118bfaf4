import { bindHost } from '../../extension/host/host';
import type { ResultNote } from '../../extension/host/resultNote';
import type { ExtensionContext } from '../../extension/host/types';
import { listedName, resultName, twinOf } from '../../extension/results/name';
import { DENOISED, MAPPED } from '../support/provenance';

const made = new Date(2026, 10, 30, 14, 2);

const note = (patch: Partial<ResultNote> = {}): ResultNote => ({
  ...{ kind: 'denoised', runId: 'a', made, modelId: 'm', modelLabel: 'M', strength: 1, partial: false, outside: false, slices: 2 },
  ...{
    unfinished: new Set<string>(),
    uncovered: new Set<string>(),
    sourceUID: 'set',
    sourceLabel: 'T2',
    provenance: DENOISED,
    warnings: [],
  },
  ...patch,
});

function viewerWith(...notes: ResultNote[]): void {
  const services = { displaySetService: { getActiveDisplaySets: () => [{}, ...notes.map((diffusionResult) => ({ diffusionResult }))] } };
  const libraries = { getCornerstoneLibraries: () => ({ cornerstone: {} }) };
  bindHost({
    servicesManager: { services },
    extensionManager: { getModuleEntry: () => ({ exports: libraries }) },
  } as unknown as ExtensionContext);
}

describe('the name of a result', () => {
  it('says what it is, how often it was drawn, and when it was made', () => {
    const drawn = { ...DENOISED, steps: 8, samples: 2 };
    expect(resultName(note({ provenance: drawn }))).toBe('denoised · 8 steps × 2 · 14:02');
    expect(resultName(note({ provenance: { ...drawn, samples: 1 } }))).toBe('denoised · 8 steps · 14:02');
    expect(resultName(note({ provenance: { ...DENOISED, steps: 1 } }))).toBe('denoised · 14:02');
    expect(resultName(note({ provenance: { ...DENOISED, turns: 8 } }))).toBe('denoised · best · 14:02');
    const noising = { noise: 'simplex', sigma: 0.3, steps: 8, samples: 4, seed: 1 } as const;
    expect(resultName(note({ kind: 'score', provenance: { ...MAPPED, noising } }))).toBe('anomaly score · 4 reconstructions · 14:02');
  });

  it('is never that of another result of the same series', () => {
    const first = note();
    viewerWith(first, note({ kind: 'difference' }));
    const twin = twinOf('set', DENOISED, made);
    expect(resultName(note({ twin }))).toBe(`${resultName(first)} (2)`);
    viewerWith(first, note({ runId: 'b', twin }));
    expect(twinOf('set', DENOISED, made)).toBe(3);
    expect(twinOf('other', DENOISED, made)).toBeUndefined();
    expect(twinOf('set', { ...DENOISED, steps: 9 }, made)).toBeUndefined();
    expect(twinOf('set', DENOISED, new Date(2026, 10, 30, 14, 3))).toBeUndefined();
  });

  it('stands first in the list of series, before what a list may cut off', () => {
    expect(listedName(note())).toBe('denoised · 14:02 · AI-DERIVED – research only · T2');
    expect(listedName(note({ partial: true, outside: true }))).toMatch(/14:02 · PARTIAL · OUT OF DOMAIN · AI-DERIVED/);
    const uneven = note({ provenance: { ...DENOISED, gaps: [{ code: 'MISSING_SLICE' }] } });
    expect(listedName(uneven)).toMatch(/14:02 · NO EVEN STACK – no reformats · AI-DERIVED/);
  });
});
