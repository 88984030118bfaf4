import { withoutEnd } from '../core/withoutEnd';
import type { Vector3 } from '../volume/Volume';
import { tagOf } from './dictionary';
import type { Code } from './reportCodes';

/** A dataset or an item of a sequence, in dcmjs' natural form, as DICOM JSON, or as dcmjs holds a file; nothing is known of its values. */
export type AnyDataset = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is AnyDataset => typeof value === 'object' && value !== null;
const isPresent = (value: unknown) => value !== undefined && value !== null && value !== '';

/** Values by keyword, without empty ones, whatever the form. */
export function anyValues(dataset: AnyDataset, keyword: string): unknown[] {
  const natural = dataset[keyword];
  const element = dataset[tagOf(keyword)];
  const value = natural ?? (isRecord(element) ? element.Value : undefined);
  return (Array.isArray(value) ? (value as unknown[]) : [value]).filter(isPresent);
}

/**
 * Unlimited Text, which dcmjs takes apart at every backslash of a file. Where the parts were put into the natural form, white space before a
 * backslash is gone already.
 */
function unlimitedText(dataset: AnyDataset, keyword: string, repair: (text: string) => string): string {
  const element = dataset[tagOf(keyword)];
  const value = dataset[keyword] ?? (isRecord(element) ? (element._rawValue ?? element.Value) : undefined);
  const parts: unknown[] = Array.isArray(value) ? value : [value];
  return parts
    .map((part) => (typeof part === 'string' ? repair(part) : ''))
    .join('\\')
    .trimEnd()
    .replaceAll('\r\n', '\n');
}

/** The content of a document, to be asked by concept. */
export class ContentTree {
  /** @param repair what makes texts of sequences whole */
  constructor(
    private readonly dataset: AnyDataset,
    private readonly repair: (text: string) => string = (text) => text,
  ) {}

  values(keyword: string): unknown[] {
    return anyValues(this.dataset, keyword);
  }

  private first(keyword: string): unknown {
    return this.values(keyword)[0];
  }

  /** Empty where there is none. */
  string(keyword: string): string {
    const value = this.first(keyword);
    return typeof value === 'string' || typeof value === 'number' ? this.repair(String(value)) : '';
  }

  numbers(keyword: string): number[] {
    return this.values(keyword).map(Number).filter(Number.isFinite);
  }

  number(keyword: string): number | undefined {
    return this.numbers(keyword)[0];
  }

  items(keyword: string): ContentTree[] {
    return this.values(keyword)
      .filter(isRecord)
      .map((item) => new ContentTree(item, this.repair));
  }

  private isOf(keyword: string, [code]: Code): boolean {
    return this.items(keyword).some(
      (item) => item.string('CodeValue') === code?.CodeValue && item.string('CodingSchemeDesignator') === code.CodingSchemeDesignator,
    );
  }

  /** Whether the item answers to this concept. */
  isAbout(concept: Code): boolean {
    return this.isOf('ConceptNameCodeSequence', concept);
  }

  all(concept: Code): ContentTree[] {
    return this.items('ContentSequence').filter((item) => item.isAbout(concept));
  }

  one(concept: Code): ContentTree | undefined {
    return this.all(concept)[0];
  }

  /** Text of the item of this concept; undefined where there is none. */
  text(concept: Code): string | undefined {
    const item = this.one(concept);
    return item && unlimitedText(item.dataset, 'TextValue', this.repair);
  }

  uid(concept: Code): string | undefined {
    return this.one(concept)?.string('UID');
  }

  /** The name of that table whose code the item of this concept has. */
  choice<Name extends string>(concept: Code, table: Readonly<Record<Name, Code>>): Name | undefined {
    const item = this.one(concept);
    return (Object.keys(table) as Name[]).find((name) => item?.isOf('ConceptCodeSequence', table[name]));
  }

  /** The name of that table whose code is the concept of this very item. */
  kindOf<Name extends string>(table: Readonly<Record<Name, Code>>): Name | undefined {
    return (Object.keys(table) as Name[]).find((name) => this.isAbout(table[name]));
  }

  /** The number, in double precision where the document has it. */
  measurement(concept: Code): number | undefined {
    const [value] = this.one(concept)?.items('MeasuredValueSequence') ?? [];
    return value?.number('FloatingPointValue') ?? value?.number('NumericValue');
  }

  point(concept: Code): Vector3 | undefined {
    const [x, y, z] = this.one(concept)?.numbers('GraphicData') ?? [];
    return x !== undefined && y !== undefined && z !== undefined ? [x, y, z] : undefined;
  }

  /** A name of a person, its writings joined by `=`. */
  personName(keyword: string): string | undefined {
    const value = this.first(keyword);
    if (typeof value === 'string') return this.repair(value);
    if (!isRecord(value)) return undefined;
    const { Alphabetic, Ideographic, Phonetic } = value;
    const writings = [Alphabetic, Ideographic, Phonetic].map((one) => (typeof one === 'string' ? this.repair(one) : ''));
    return withoutEnd(writings.join('='), '=') || undefined;
  }
}
