import { derivationOf, ranges } from '../../src/results/derivation';
import { DENOISED, INPAINTED, MAPPED } from '../support/provenance';

const RESEARCH = 'AI-derived, research only, not for diagnosis.';
const ROUNDED = 'Stored as integers, values are rounded to the stored step.';

describe('the derivation of a result', () => {
  it('of Denoise names the model, the numbers that were drawn, the noise found and the strength', () => {
    expect(derivationOf('denoised', DENOISED)).toBe(
      `${RESEARCH} Denoised by m 1.0.0 (SHA-256 c0ffee), posterior mean, 1 evaluation per slice, seed 7, ` +
        `noise level 0.02346 of the intensity unit, strength 0.5. ${ROUNDED}`,
    );
  });

  it('says of a map what a voxel means', () => {
    expect(derivationOf('uncertainty', { ...DENOISED, sampler: 'dpmpp-2m-sde', steps: 10, evaluations: 40, samples: 4 })).toContain(
      'Uncertainty (standard deviation of the samples, n - 1), made with m 1.0.0 (SHA-256 c0ffee), dpmpp-2m-sde, 10 steps, ' +
        '40 evaluations per slice, seed 7, 4 samples, noise level',
    );
    // Samples are estimates: what is blended with the source is their mean.
    expect(derivationOf('uncertainty', { ...DENOISED, samples: 4 })).not.toContain('strength');
    expect(derivationOf('denoised', { ...DENOISED, samples: 4 })).toContain('seed 7, mean of 4 samples, noise');
  });

  it('of the mean of eight turns says so, and of a spread that it is over them', () => {
    const best = { ...DENOISED, turns: 8, evaluations: 8 } as const;
    expect(derivationOf('denoised', best)).toContain(
      'posterior mean, 8 evaluations per slice, seed 7, mean of 8 turns of each slice (mirrored, transposed), noise level 0.02346',
    );
    expect(derivationOf('uncertainty', { ...best, samples: 2 })).toContain(
      '2 samples, over 8 turns of each slice (mirrored, transposed), noise',
    );
  });

  it('says where the slices are no even stack, and what of the input was not used', () => {
    const gaps = [{ code: 'MISSING_SLICE', measured: '8.00 mm after slice 2', allowed: '4.00 mm ± 5 %' }] as const;
    const marked = 'NO EVEN STACK: A slice is missing from the stack (found 8.00 mm after slice 2, allowed 4.00 mm ± 5 %).';
    expect(derivationOf('denoised', { ...DENOISED, gaps })).toContain(`strength 0.5. ${marked} ${ROUNDED}`);
    const input = { read: 4, left: [{ count: 1, because: 'unreadable' }] };
    expect(derivationOf('denoised', { ...DENOISED, input })).not.toContain('INPUT');
    expect(derivationOf('denoised', { ...DENOISED, input: { ...input, partial: true } })).toContain(
      'INCOMPLETE INPUT: 4 read, 1 left out because: 1 unreadable.',
    );
  });

  it('of Inpaint says how much was made anew, where, from what and what for', () => {
    expect(derivationOf('inpainted', INPAINTED)).toBe(
      `${RESEARCH} A region of 500 voxels (2.613 ml) was inpainted by m 1.0.0 (SHA-256 c0ffee), conditional mean, ` +
        '1 evaluation per slice, seed 7. Made anew on 2 slices (a segment, made larger by 2 mm): what a result shows there was not seen ' +
        `by the scanner; all other pixels are the source's. Purpose: Artefact repair. ${ROUNDED}`,
    );
  });

  it('of Inpaint from a mask file claims neither margin nor purpose nor, without a stack, a volume', () => {
    const { voxels, slices } = INPAINTED.region;
    const text = derivationOf('uncertainty', { ...INPAINTED, samples: 2, region: { voxels, slices } });
    expect(text).toContain('1 evaluation per slice, seed 7, 2 samples. Made anew: 500 voxels on 2 slices: what');
    expect(text).not.toMatch(/ml|larger|Purpose/);
  });

  it('tells one sample from their mean', () => {
    const three = { ...INPAINTED, samples: 3 };
    expect(derivationOf('inpainted', three)).toContain(
      'was inpainted by m 1.0.0 (SHA-256 c0ffee), conditional mean, 1 evaluation per slice, seed 7, mean of 3 samples.',
    );
    expect(derivationOf('inpainted', three, { sample: 2 })).toContain('was inpainted (sample 2) by m 1.0.0');
    expect(derivationOf('inpainted', three, { sample: 2 })).toContain('seed 8, one of 3 samples. Made');
  });

  it('of RePaint says how often it resampled', () => {
    const repaint = { ...INPAINTED, sampler: 'repaint', steps: 50, evaluations: 410, resampling: { jumpLength: 10, passes: 10 } };
    expect(derivationOf('inpainted', repaint)).toContain(
      'repaint with jumps of 10 and 10 passes, 50 steps, 410 evaluations per slice, seed 7.',
    );
  });

  it('says of slices that were worked on one by one which were left', () => {
    const text = (untouched: number[]) => derivationOf('denoised', { ...DENOISED, independent: { untouched } });
    expect(text([0, 1, 7])).toContain('Slices were worked on as images of their own; 1–2, 8 along the normal were left as they are.');
    expect(text([])).toContain('Slices were worked on as images of their own.');
    expect(derivationOf('denoised', DENOISED)).not.toContain('of their own');
  });

  it('of Anomaly map names the brain mask, and says what a score is', () => {
    expect(derivationOf('score', MAPPED)).toBe(
      `${RESEARCH} Anomaly score (how rare the marks of the model are among healthy pixels), made with m 1.0.0 (SHA-256 c0ffee), ` +
        '1 evaluation per slice; brain mask by the model b (1204 ml). ' +
        `Scores are -log10 of the share of healthy pixels above, smoothed 2 mm; 0 where there is none. ${ROUNDED}`,
    );
    expect(derivationOf('sum', MAPPED)).toContain('how rare it is has not been measured.');
    expect(derivationOf('healthy', MAPPED)).toContain(`Pseudo-healthy by m 1.0.0 (SHA-256 c0ffee), 1 evaluation per slice;`);
    expect(derivationOf('healthy', MAPPED)).not.toContain('Scores');
  });

  it('names the noise of reconstructions', () => {
    const noising = { noise: 'simplex', sigma: 0.5, steps: 1, samples: 3, seed: 9 } as const;
    expect(derivationOf('score', { ...MAPPED, evaluations: 3, noising })).toContain(
      '3 reconstructions per slice from simplex noise of 0.5 brain medians, seed 9, 3 evaluations; brain mask',
    );
  });

  it('names the slices of a partial result, and what the others hold', () => {
    expect(derivationOf('denoised', DENOISED, { finished: [1, 2, 3, 7] })).toContain(
      "PARTIAL: slices 1–3, 7 in viewing order; the others hold the source's pixels.",
    );
    expect(derivationOf('score', MAPPED, { finished: [2] })).toContain('PARTIAL: slices 2 in viewing order; the others hold zeros.');
    expect(derivationOf('denoised', DENOISED)).not.toContain('PARTIAL');
  });

  it('marks what was made outside the domain of the model before it says by which, and says how it differs', () => {
    const outside = [{ code: 'BODY_PART_DIFFERS', measured: 'LIVER', allowed: 'BRAIN' }] as const;
    const text = derivationOf('denoised', { ...DENOISED, outside });
    expect(text).toContain(
      `${RESEARCH} OUT OF DOMAIN: the series is not what the model was made for; confirmed by the reader. Denoised by`,
    );
    expect(text).toMatch(/another part of the body than the model was made for \(found LIVER, allowed BRAIN\)\.$/);
  });

  it('marks what the pixels tell, which nobody confirmed', () => {
    const text = derivationOf('score', { ...MAPPED, map: { ...MAPPED.map, unlike: { distance: 4.567, limit: 3 } } });
    expect(text).toContain('OUT OF DOMAIN: the series is not what the model was made for. Anomaly score');
    expect(text).toMatch(/The grey levels .* \(found 4\.57, allowed up to 3\)\.$/);
    expect(derivationOf('score', MAPPED)).not.toContain('OUT OF DOMAIN');
  });
});

it('positions are told as ranges', () => {
  expect(ranges([1, 2, 3, 7, 9, 10])).toBe('1–3, 7, 9–10');
  expect(ranges([])).toBe('');
});
