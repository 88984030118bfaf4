import fc from 'fast-check';
import { type FiledRecord, readRecord, recordText } from '../../src/dicom/record';
import type { AnomalyProvenance, DenoiseProvenance } from '../../src/results/provenance';
import { DENOISED, INPAINTED, MAPPED } from '../support/provenance';

const work = 'c0ffee'.repeat(10) + 'abcd';
const headerOf = (description: unknown) => ({
  values: (keyword: string) =>
    keyword === 'ContributingEquipmentSequence' ? [{ Manufacturer: 'ACME' }, { ContributionDescription: description }] : [],
});
const back = (record: FiledRecord) => readRecord(headerOf(recordText(record)));

describe('the record of a filed object', () => {
  it.each<[FiledRecord]>([
    [{ work, kind: 'denoised', sample: 2, provenance: DENOISED }],
    [{ work, kind: 'denoised', provenance: { ...DENOISED, turns: 8, evaluations: 8 } }],
    [{ work, kind: 'inpainted', provenance: INPAINTED }],
    [{ work, kind: 'score', provenance: MAPPED }],
    [{ work, kind: 'findings', provenance: { ...MAPPED, noising: { noise: 'simplex', sigma: 0.3, steps: 9, samples: 4, seed: 1 } } }],
  ])('says again what the work was: %p', (record) => {
    expect(back(record)).toEqual(record);
  });

  it('says that slices are no even stack, and what became of the files; of many reasons only how many there were', () => {
    const input = { read: 5, left: [{ count: 2, because: 'report' }], partial: true };
    const provenance = { ...DENOISED, gaps: [{ code: 'MISSING_SLICE', measured: '8 mm' }] as const, input };
    expect(back({ work, kind: 'denoised', provenance })?.provenance).toEqual({ ...provenance, gaps: [{ code: 'MISSING_SLICE' }] });
    const many = {
      ...input,
      left: Array.from({ length: 20 }, (_, k) => ({ count: k, because: `reason number ${k}, in some more words` })),
    };
    const text = recordText({ work, kind: 'denoised', provenance: { ...provenance, input: many } });
    expect(text.length).toBeLessThanOrEqual(1024);
    expect(readRecord(headerOf(text))?.provenance.input).toEqual({ ...input, left: [{ count: 190, because: '' }] });
  });

  it('is read from a file as from a viewer', () => {
    const item = { '0018A003': { vr: 'ST', Value: [recordText({ work, kind: 'denoised', provenance: DENOISED })] } };
    expect(readRecord({ values: () => [item] })).toMatchObject({ work, kind: 'denoised' });
  });

  it('is ASCII without quotes in its words, and gives them back', () => {
    const region = { ...INPAINTED.region, purpose: 'Größe "値" \\ 50 % 🧠' };
    const record: FiledRecord = { work, kind: 'inpainted', provenance: { ...INPAINTED, region } };
    expect(recordText(record)).toMatch(/^[\x20-\x7e]+$/);
    expect(recordText(record)).not.toContain('\\');
    expect(back(record)).toEqual(record);
  });

  it('fits in 1024 bytes, and still says what makes the pixels', () => {
    const long = 'x'.repeat(500);
    const remark = { code: 'CONTRAST_UNKNOWN', measured: long, allowed: long } as const;
    const made: DenoiseProvenance = {
      ...DENOISED,
      backend: { asked: 'auto', used: 'wasm', reason: long, device: long },
      outside: [remark, remark, remark, remark],
      levels: Array.from({ length: 999 }, (_, slice) => ({ slice, sigma: 0.1 + slice, unit: 1 })),
    };
    const mapped: AnomalyProvenance = {
      ...MAPPED,
      mask: { source: long, model: { id: 'mr-brain-mask', version: '1.0.0', sha256: work } },
      map: { ...MAPPED.map, covered: Array.from({ length: 1000 }, (_, k) => k % 2 === 0), secondFor: long },
    };
    for (const provenance of [made, { ...made, strength: 1 / 3, sigma: Math.PI / 100 }])
      expect(back({ work, kind: 'denoised', provenance })?.provenance).toMatchObject({
        seed: 7,
        strength: provenance.strength,
        sigma: provenance.sigma,
      });
    for (const provenance of [made, mapped]) {
      const text = recordText({ work, kind: 'denoised', provenance });
      expect(text.length).toBeLessThanOrEqual(1024);
      expect(readRecord(headerOf(text))).toMatchObject({ work, provenance: { model: DENOISED.model } });
    }
  });

  it('passes over keys that it does not know', () => {
    const text = recordText({ work, kind: 'denoised', provenance: DENOISED });
    const more = JSON.parse(text) as Record<string, unknown>;
    expect(readRecord(headerOf(JSON.stringify({ ...more, later: [1, { of: 'ours' }] })))).toMatchObject({ work });
    expect(readRecord(headerOf(JSON.stringify({ ...more, v: 2 })))).toBeUndefined();
  });

  it('never throws on what others write', () => {
    for (const foreign of [undefined, null, 7, '', 'Noise reduction', '{', '{}', '{"v":1}', '[1]', ['{"v":1,"work":3}'], { a: 1 }])
      expect(readRecord(headerOf(foreign))).toBeUndefined();
    for (const items of [[null], ['text'], [undefined], [7], [[]]]) expect(readRecord({ values: () => items })).toBeUndefined();
    const values = () => {
      throw new Error('damaged');
    };
    expect(readRecord({ values })).toBeUndefined();
    fc.assert(
      fc.property(fc.anything(), fc.string(), (thing, text) => {
        readRecord({ values: () => [thing, { ContributionDescription: `{${text}` }, { ContributionDescription: thing }] });
      }),
    );
  });
});
