import {
  errorText,
  freeSeriesNumber,
  layerName,
  memorySize,
  ranges,
  regionText,
  resultDescription,
  strengthName,
  duration,
  timeLeft,
} from '../../extension/i18n/describe';
import { newUid } from '../../src/dicom/uid';
import type { InpaintProvenance } from '../../src/results/provenance';
import { en } from '../../extension/i18n/en';
import { DiffusionError } from '../../src/core/errors';

describe('the description of a result', () => {
  it('says that it is derived and for research only', () => {
    expect(resultDescription('FSE PD AXIAL', 'denoised')).toBe('FSE PD AXIAL – denoised (AI-DERIVED – research only)');
  });

  it('names what the voxels are', () => {
    expect(resultDescription('FLAIR', 'score')).toBe('FLAIR – anomaly score (AI-DERIVED – research only)');
    expect(en.result.derivation('pseudo-healthy', 'm 1.0.0')).toBe(
      'AI-derived, research only, not for diagnosis. Pseudo-healthy by m 1.0.0.',
    );
  });

  it('says how much of a partial result is denoised', () => {
    expect(resultDescription('T2', 'denoised', { finished: 7, slices: 20 })).toBe(
      'T2 – PARTIAL 7/20 denoised (AI-DERIVED – research only)',
    );
  });

  it('fits in a DICOM LO by cutting the source text, never the mark', () => {
    const long = resultDescription('a very long description of a series from a very long protocol', 'denoised');
    expect(long).toHaveLength(64);
    expect(long).toMatch(/^a very long.*… – denoised \(AI-DERIVED – research only\)$/);
    expect(resultDescription('x'.repeat(64), 'denoised', { finished: 999, slices: 1000 })).toHaveLength(64);
  });

  it('says of a filling how much was made anew and what for', () => {
    const region = { voxels: 500, millilitres: 2.613, slices: 2, source: 'a segment', marginMm: 2, purpose: 'Artefact repair' };
    expect(regionText({ region } as InpaintProvenance)).toBe(
      "Made anew: 2.6 ml on 2 slices (a segment, made larger by 2 mm); all other pixels are the source's. Purpose: Artefact repair.",
    );
    expect(layerName({ kind: 'inpainted', sample: 2 })).toBe('inpainted, sample 2');
    expect(resultDescription('T2', 'inpainted', undefined, 2)).toBe('T2 – inpainted, sample 2 (AI-DERIVED – research only)');
  });

  it('names the untouched slices in the derivation', () => {
    expect(ranges([1, 2, 3, 7, 9, 10])).toBe('1–3, 7, 9–10');
    expect(en.result.derivation('denoised', 'm 1.0.0', 0.5, ranges([1, 2]))).toContain('PARTIAL: slices 1–2');
    expect(en.result.derivation('denoised', 'm 1.0.0', 0.5)).not.toContain('PARTIAL');
  });

  it('takes a series number that no series of the study has', () => {
    expect(freeSeriesNumber(2, [1, 2, '1002', 1003])).toBe(1004);
    expect(freeSeriesNumber(undefined, [])).toBe(1000);
  });

  it('uses the word of a strength where there is one', () => {
    expect([0.5, 0.75, 1, 0.9].map(strengthName)).toEqual(['Low', 'Medium', 'High', '0.90']);
  });
});

describe('the text of an error', () => {
  it('is one sentence with its numbers', () => {
    const data = new DiffusionError('MISSING_SLICE', { measured: '14.0 mm after slice 7', allowed: '7.0 mm ± 5 %' }).toData();
    expect(errorText(data)).toBe('A slice is missing from the stack (found 14.0 mm after slice 7, allowed 7.0 mm ± 5 %).');
    expect(errorText(new DiffusionError('NO_IMAGE').toData())).toBe('There is no image in the active viewport.');
  });
});

describe('times', () => {
  it('are told as a person would', () => {
    expect([NaN, 0.4, 12.3, 47, 200].map(timeLeft)).toEqual(['', 'almost done', 'about 12 s left', 'about 45 s left', 'about 3 min left']);
    expect([2540, 18_300, 65_000].map(duration)).toEqual(['2.5 s', '18 s', '1 min 05 s']);
  });
});

describe('a new UID', () => {
  it('is a version 4 UUID below 2.25, as a decimal number', () => {
    const uid = newUid(new Uint8Array(16).fill(255));
    expect(uid).toBe(`2.25.${BigInt('0xffffffffffff4fffbfffffffffffffff')}`);
    expect(newUid(new Uint8Array(16))).toBe(`2.25.${BigInt('0x00000000000040008000000000000000')}`);
  });

  it('is valid and never the same', () => {
    const uids = Array.from({ length: 1000 }, () => newUid());
    expect(new Set(uids).size).toBe(1000);
    uids.forEach((uid) => expect(uid).toMatch(/^2\.25\.[1-9]\d{0,38}$/));
  });

  it('leaves the bytes it was given alone', () => {
    const bytes = new Uint8Array(16).fill(255);
    newUid(bytes);
    expect(bytes.every((byte) => byte === 255)).toBe(true);
  });
});

it('memory is told in the unit in which it has digits', () => {
  expect([2.6e6, 99e6, 0.3e9, 2.5e9].map(memorySize)).toEqual(['3 MB', '99 MB', '0.30 GB', '2.5 GB']);
});
