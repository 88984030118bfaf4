import { DiffusionError } from '../../src/core/errors';
import type { InpaintProvenance } from '../../src/results/provenance';

/** The language is read once, when the texts are first imported. */
const inGerman = async () => {
  Object.assign(globalThis, { window: { localStorage: { getItem: () => 'de-AT' } } });
  return { ...(await import('../../extension/i18n/describe')), ...(await import('../../extension/i18n')) };
};
afterAll(() => {
  Reflect.deleteProperty(globalThis, 'window');
});

describe('a viewer in German', () => {
  it('tells an error by its code, with what was measured', async () => {
    const { errorText, errorHint } = await inGerman();
    const data = new DiffusionError('MISSING_SLICE', { measured: '14.0 mm', allowed: '7.0 mm ± 5 %' }).toData();
    expect(errorText(data)).toBe('Im Stapel fehlt eine Schicht (gefunden: 14.0 mm, zulässig: 7.0 mm ± 5 %).');
    expect(errorHint(data)).toBe('Die ganze Serie laden.');
    // The command line is English: its codes are told as they are.
    expect(errorText(new DiffusionError('OUTPUT_EXISTS').toData())).toBe('The output folder is not empty.');
  });

  it('writes English into DICOM attributes', async () => {
    const { layerName, regionText, resultDescription, ui } = await inGerman();
    expect(ui.layers.denoised).toBe('entrauscht');
    expect(layerName({ kind: 'inpainted', sample: 2 })).toBe('aufgefüllt, Stichprobe 2');
    expect(resultDescription('T2', 'denoised')).toBe('T2 – denoised (AI-DERIVED – research only)');
    expect(resultDescription('T2', 'inpainted', undefined, 2)).toBe('T2 – inpainted, sample 2 (AI-DERIVED – research only)');
    const region = { voxels: 500, millilitres: 2.613, slices: 2, source: 'a segment', marginMm: 2, purpose: 'Artefact repair' };
    expect(regionText({ region } as InpaintProvenance)).toMatch(
      /^Made anew: 2\.6 ml on 2 slices \(a segment, .* Purpose: Artefact repair\.$/,
    );
  });
});
