/** Where OHIF's i18next keeps the language that it found or that the reader chose; it is there before any extension is loaded. */
const KEY = 'i18nextLng';

export type Language = 'en' | 'de' | 'zh';

/** Chinese in traditional script is not what we have: English is the better guess there. */
const RULES: readonly (readonly [tag: RegExp, language: Language])[] = [
  [/^de\b/i, 'de'],
  [/^zh-(tw|hk|mo|hant)\b/i, 'en'],
  [/^zh\b/i, 'zh'],
];

export const languageOf = (tag: string): Language => RULES.find(([pattern]) => pattern.test(tag))?.[1] ?? 'en';

/** The viewer's language. OHIF reloads the page when it is changed, so it is read once. */
export function viewerLanguage(): Language {
  try {
    return languageOf((typeof window === 'undefined' ? undefined : window.localStorage.getItem(KEY)) ?? '');
  } catch {
    // Storage that is switched off throws.
    return 'en';
  }
}
