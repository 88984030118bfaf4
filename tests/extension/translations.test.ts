import { en } from '../../extension/i18n/en';
import { TRANSLATIONS, ui } from '../../extension/i18n/index';
import { languageOf } from '../../extension/i18n/language';
import { merge } from '../../extension/i18n/merge';

/** `panel.model` → the text, for every text. */
function leaves(value: unknown, path = ''): [path: string, text: unknown][] {
  if (typeof value !== 'object' || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, path ? `${path}.${key}` : key));
}

const english = new Map(leaves(en));

describe('the language', () => {
  it('is that of the viewer, as far as there is one', () => {
    expect(['de', 'de-AT', 'zh', 'zh-CN', 'zh-TW', 'zh-Hant-HK', 'fr', '', 'den'].map(languageOf)).toEqual([
      ...['de', 'de', 'zh', 'zh', 'en', 'en', 'en', 'en', 'en'],
    ]);
  });

  it('is English where there is no viewer', () => {
    expect(ui).toEqual(en);
  });
});

describe.each(['de', 'zh'] as const)('the translation %s', (language) => {
  const translated = leaves(TRANSLATIONS[language]);

  it('has no text that English does not have', () => {
    expect(translated.map(([path]) => path).filter((path) => !english.has(path))).toEqual([]);
  });

  it('keeps kinds, and functions their arguments', () => {
    for (const [path, text] of translated) {
      const original = english.get(path);
      expect([path, typeof text]).toEqual([path, typeof original]);
      if (typeof text === 'function') expect([path, text.length]).toEqual([path, (original as () => unknown).length]);
    }
  });

  it('leaves what is written into DICOM attributes alone', () => {
    expect(
      translated
        .map(([path]) => path)
        .filter((path) => /^(anomaly\.brain\.(checked|corrected)|findings\.segment|inpaint\.brushLabel)$/.test(path)),
    ).toEqual([]);
  });

  it('falls back to English per text', () => {
    const merged = merge(en, TRANSLATIONS[language]);
    expect(merged.tasks.denoise.label).not.toBe(en.tasks.denoise.label);
    expect(merged.strengths.map(({ id, value }) => [id, value])).toEqual(en.strengths.map(({ id, value }) => [id, value]));
    expect(merged.anomaly.brain.checked).toBe(en.anomaly.brain.checked);
    expect(leaves(merged).map(([path]) => path)).toEqual([...english.keys()]);
  });
});
