import { layoutsFor } from '../../extension/compare/layouts';
import { DENOISED, MAPPED } from '../support/provenance';

const gaps = [{ code: 'MISSING_SLICE' }] as const;

describe('the layouts of a result', () => {
  it('have planes across the slices of an even stack', () => {
    expect(layoutsFor({ task: 'denoise', note: { provenance: DENOISED, slices: 20 } })).toContain('planes');
    expect(layoutsFor({ task: 'anomaly', note: { provenance: MAPPED, slices: 20 } })).toContain('overlayPlanes');
  });

  it('have none where slices are missing, uneven or sheared, or where there is one alone', () => {
    const flat = ['pair', 'one', 'three', 'four'];
    expect(layoutsFor({ task: 'denoise', note: { provenance: { ...DENOISED, gaps }, slices: 20 } })).toEqual(flat);
    expect(layoutsFor({ task: 'denoise', note: { provenance: DENOISED, slices: 1 } })).toEqual(flat);
    expect(layoutsFor({ task: 'anomaly', note: { provenance: MAPPED, slices: 1 } })).toEqual(['pair', 'anomaly']);
  });
});
