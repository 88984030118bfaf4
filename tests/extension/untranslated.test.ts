import { en } from '../../extension/i18n/en';
import { TRANSLATIONS } from '../../extension/i18n/index';
import { inOwnWords } from '../../extension/i18n/describe';
import { merge } from '../../extension/i18n/merge';

/** `panel.model` → the text, for every text. */
function leaves(value: unknown, path = ''): [path: string, text: unknown][] {
  if (typeof value !== 'object' || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, path ? `${path}.${key}` : key));
}

/** English in every language, and why. */
const ENGLISH: readonly (readonly [why: string, keys: readonly RegExp[]])[] = [
  [
    'is written into DICOM attributes, segmentations or the provenance of a result',
    [/^anomaly\.brain\.(checked|corrected)$/, /^(findings\.segment|inpaint\.brushLabel)$/],
  ],
  ['names and numbers', [/^title$/, /^strengths\.\d\.(id|value)$/, /^panel\.backends\.(webgpu|wasm)$/, /^backendLine$/, /^card\.sha256$/]],
  ['names of colours and measures', [/^overlay\.colormaps\.diffusion-/, /^compare\.rows\.(snr|cnr)$/]],
  ['signs', [/^overlay\.(inUnits|plusMinus)$/, /^findings\.name$/]],
  [
    'of the command line alone',
    [/^errors\.(INPUT|MIXED_SERIES|DICOMWEB|NIFTI|NOT_ONE|SINGULAR|OUTPUT_(EXISTS|FAILED)|COMMAND|AFFINE|ORIENTATION|MODALITY|CT_)/],
  ],
];
const isEnglish = (path: string) => ENGLISH.some(([, keys]) => keys.some((key) => key.test(path)));

/** Not translated yet. May only shrink; a new text belongs here until somebody has found the words. */
const UNTRANSLATED: Readonly<Record<'de' | 'zh', readonly string[]>> = { de: [], zh: [] };

/** Arguments of texts that take more than numbers and what can be written like one. */
const SAMPLES: Readonly<Record<string, readonly (readonly unknown[])[]>> = {
  backendLine: [[{ used: 'webgpu', device: 'a card', reason: '' }], [{ used: 'wasm', reason: 'asked for' }]],
  'result.noise': [
    [0.023, 'percentile'],
    [23.4, 'hounsfield'],
  ],
  'result.noising': [
    [1, 'gaussian', 0.75, 41],
    [8, 'simplex', 0.35, 41],
  ],
  'inpaint.segment': [
    [undefined, undefined, 21],
    ['Tumour', 'Rim', 22],
  ],
  'inpaint.outline': [
    ['CircleROI', undefined, 21],
    ['Unknown', 'Rim', 22],
  ],
  'overlay.units': [['arbitrary'], ['HU']],
  'anomaly.result.peak': [
    [{ count: '140', beyond: false }, 21],
    [{ count: '100 000', beyond: true }, 22],
  ],
  'anomaly.result.mask': [['the reader', 1400], ['the model brain-mask, corrected by the reader']],
  'error.told': [['A sentence.', '21']],
};
const MOST_ARGUMENTS = 5;
const args = (path: string): readonly (readonly unknown[])[] =>
  SAMPLES[path] ?? [Array<number>(MOST_ARGUMENTS).fill(1), Array.from({ length: MOST_ARGUMENTS }, (_, i) => 21 + i)];

const english = new Map(leaves(en));
const functions = [...english].flatMap(([path, text]) => (typeof text === 'function' ? [path] : []));
const call = (text: unknown, values: readonly unknown[]) => (text as (...values: readonly unknown[]) => unknown)(...values);
const numbersIn = (text: string): string[] => text.match(/\d+(?:\.\d+)?/g) ?? [];

it('calls every text that it has samples for', () => {
  expect(Object.keys(SAMPLES).filter((path) => !functions.includes(path))).toEqual([]);
});

describe.each(['de', 'zh'] as const)('the language %s', (language) => {
  const own = new Map(leaves(merge(en, TRANSLATIONS[language])));
  const given = new Set(leaves(TRANSLATIONS[language]).map(([path]) => path));

  it('has every text but those that are named here', () => {
    const missing = [...english].flatMap(([path, text]) => (given.has(path) || isEnglish(path) || text === '' ? [] : [path]));
    expect(missing.sort()).toEqual([...UNTRANSLATED[language]].sort());
  });

  it('leaves to English what must be', () => {
    expect([...given].filter(isEnglish)).toEqual([]);
  });

  it.each(functions)('makes a sentence of %s, with the numbers of the English one', (path) => {
    for (const values of args(path)) {
      const [text, original] = [call(own.get(path), values), call(english.get(path), values)];
      expect(typeof text).toBe('string');
      expect(String(text).trim()).not.toBe('');
      expect(text).not.toMatch(/undefined|NaN|\[object/);
      expect(numbersIn(String(text))).toEqual(expect.arrayContaining(numbersIn(String(original))));
    }
  });

  it('tells whose a brain mask is, and what a filling is for, in its own words', () => {
    const { anomaly, inpaint } = merge(en, TRANSLATIONS[language]);
    const sources = ['the reader', 'the series itself, whose skull has been taken off', 'the model brain-mask'];
    const marked = sources.flatMap((source) => [source, en.anomaly.brain.checked(source), en.anomaly.brain.corrected(source)]);
    for (const source of marked) expect(anomaly.result.mask(source)).not.toMatch(/the |reader|skull|\bby\b/);
    for (const [key, purpose] of Object.entries(en.inpaint.purposes)) {
      const told = inOwnWords(purpose, en.inpaint.purposes, inpaint.purposes);
      expect(told).toBe(inpaint.purposes[key as keyof typeof inpaint.purposes]);
    }
    expect(inOwnWords('a purpose of the command line', en.inpaint.purposes, inpaint.purposes)).toBe('a purpose of the command line');
  });
});
