/** A dataset in the DICOM JSON model (PS3.18 annex F), as it comes from an archive: nothing of it may be relied on. */
export type DicomJson = Readonly<Record<string, { readonly vr?: string; readonly Value?: readonly unknown[] } | undefined>>;

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The datasets of a body: an array of them, or one alone; undefined for anything else. */
export function datasetsOf(body: Uint8Array): DicomJson[] | undefined {
  try {
    const parsed: unknown = JSON.parse(new TextDecoder().decode(body));
    const list = Array.isArray(parsed) ? parsed : [parsed];
    return list.every(isObject) ? (list as DicomJson[]) : undefined;
  } catch {
    return undefined;
  }
}

/** Values of an attribute by its tag, eight upper-case hexadecimal digits. */
export const valuesOf = (dataset: DicomJson, tag: string): readonly unknown[] => {
  const values: unknown = dataset[tag]?.Value;
  return Array.isArray(values) ? values : [];
};

/** Items of a sequence. */
export const itemsOf = (dataset: DicomJson, tag: string): DicomJson[] => valuesOf(dataset, tag).filter(isObject) as DicomJson[];

/** First value as text, of a name its alphabetic form; empty when absent. */
export function textOf(dataset: DicomJson, tag: string): string {
  const [first] = valuesOf(dataset, tag);
  const value = isObject(first) ? first['Alphabetic'] : first;
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}
