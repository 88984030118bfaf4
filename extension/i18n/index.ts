import { de } from './de';
import { en } from './en';
import { type Language, viewerLanguage } from './language';
import { merge, type Translation } from './merge';
import { zh } from './zh';

export const TRANSLATIONS: Readonly<Record<Language, Translation<typeof en> | undefined>> = { en: undefined, de, zh };

/**
 * Every text of the screen in the viewer's language, English where there is no translation yet. What is written into DICOM attributes is
 * worded in src/results, or taken from `en` itself: the character set is the source's, and whoever receives the series should be able to read its mark.
 */
export const ui = merge(en, TRANSLATIONS[viewerLanguage()]);
