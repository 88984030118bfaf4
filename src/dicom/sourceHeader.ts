import { SCANNER } from './attributes';
import { isReadable } from './fit';
import { decimalIn } from './numberText';

/** The header of one image, asked by keyword: values without empty ones, as numbers or text. A `Dataset` is one. */
export interface HeaderValues {
  values(keyword: string): unknown[];
}

/** The facts of a source image that a derived one repeats, refers to or builds on. Text is empty where the source does not say. */
export interface SourceHeader {
  SOPClassUID: string;
  SOPInstanceUID: string;
  SeriesInstanceUID: string;
  SeriesDescription: string;
  SeriesNumber: number | undefined;
  InstanceNumber: number | undefined;
  ImageType: readonly string[];
  BurnedInAnnotation: string;
  WindowCenter: readonly number[];
  WindowWidth: readonly number[];
  /** What the windows mean; linear where it is empty. */
  VOILUTFunction: string;
  /** Who took the images, by keyword, as far as the source says. */
  scanner: Readonly<Record<string, string>>;
}

/**
 * A viewer's instance, in dcmjs' natural form: one value bare, several in an array, empty as undefined, null or ''. Careless sources join
 * values by a backslash.
 */
export const naturalValues = (instance: Readonly<Record<string, unknown>>): HeaderValues => ({
  values: (keyword) => {
    const value = instance[keyword];
    const all: unknown[] = Array.isArray(value) ? value : typeof value === 'string' ? value.split('\\') : [value];
    return all.filter((one) => one !== undefined && one !== null && one !== '');
  },
});

/** Values as text, trimmed; what was read in the wrong alphabet is none. */
export const texts = (header: HeaderValues, keyword: string): string[] =>
  header
    .values(keyword)
    .flatMap((value) => (typeof value === 'string' || typeof value === 'number' ? [String(value).trim()] : []))
    .filter(isReadable);

/** Values as numbers, to their last character; what is none, such as `1,5`, is NaN. */
export const numbersIn = (header: HeaderValues, keyword: string): number[] => texts(header, keyword).map((text) => decimalIn(text) ?? NaN);

/** Of an Integer String. */
const INTEGER_LIMIT = 2 ** 31;

/** Where the slices lie and what their values are hangs on these: none of them is guessed. */
const CERTAIN = ['PixelSpacing', 'ImagePositionPatient', 'ImageOrientationPatient', 'RescaleSlope', 'RescaleIntercept'] as const;

/** The first of these numbers that is not written as one, `PixelSpacing “1,5”`; undefined where all are. */
export function unclearNumber(header: HeaderValues): string | undefined {
  for (const keyword of CERTAIN) {
    const at = numbersIn(header, keyword).findIndex((number) => !Number.isFinite(number));
    if (at >= 0) return `${keyword} “${texts(header, keyword)[at]}”`;
  }
  return undefined;
}

/** Each object that is made of a source asks for its facts, a map for those of all of its slices. */
const known = new WeakMap<HeaderValues, SourceHeader>();

/** The facts, alike from a file and from a viewer; read once of each header, which does not change. */
export function sourceHeader(header: HeaderValues): SourceHeader {
  const found = known.get(header) ?? factsOf(header);
  known.set(header, found);
  return found;
}

function factsOf(header: HeaderValues): SourceHeader {
  const text = (keyword: string) => texts(header, keyword)[0] ?? '';
  const numbers = (keyword: string) => numbersIn(header, keyword);
  const whole = (keyword: string) => numbers(keyword).find((number) => Number.isInteger(number) && Math.abs(number) < INTEGER_LIMIT);
  return {
    SOPClassUID: text('SOPClassUID'),
    SOPInstanceUID: text('SOPInstanceUID'),
    SeriesInstanceUID: text('SeriesInstanceUID'),
    SeriesDescription: texts(header, 'SeriesDescription').join(' ').trim(),
    SeriesNumber: whole('SeriesNumber'),
    InstanceNumber: whole('InstanceNumber'),
    ImageType: texts(header, 'ImageType'),
    BurnedInAnnotation: text('BurnedInAnnotation'),
    WindowCenter: numbers('WindowCenter'),
    WindowWidth: numbers('WindowWidth'),
    VOILUTFunction: text('VOILUTFunction'),
    scanner: Object.fromEntries(SCANNER.map((keyword) => [keyword, text(keyword)] as const).filter(([, value]) => value !== '')),
  };
}
