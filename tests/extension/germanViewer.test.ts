import { DiffusionError } from '../../src/core/errors';
import { naturalValues, sourceHeader } from '../../src/dicom/sourceHeader';
import { INPAINTED } from '../support/provenance';

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
    expect(errorText(new DiffusionError('OUTPUT_EXISTS').toData())).toBe('There is something at the output path already.');
  });

  it('writes English into DICOM attributes', async () => {
    const { layerName, ui } = await inGerman();
    expect(ui.layers.denoised).toBe('entrauscht');
    expect(layerName({ kind: 'inpainted', sample: 2 })).toBe('aufgefüllt, Stichprobe 2');
    const made = { provenance: INPAINTED, kind: 'inpainted', sample: 2, made: new Date(), seriesUid: '2.25.1' } as const;
    const { derivedHeader } = await import('../../src/dicom/header');
    const source = sourceHeader(naturalValues({ SeriesDescription: 'T2' }));
    const header = derivedHeader(made, { source, sopInstanceUid: '2.25.2', position: 1, window: { center: [1], width: [2] } });
    expect(header.SeriesDescription).toBe('inpainted, sample 2 · T2 (AI-DERIVED – research only)');
    expect(header.DerivationDescription).toContain('Made anew on 2 slices (a segment, made larger by 2 mm)');
  });
});
