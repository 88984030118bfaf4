/** What a result holds in English, because its provenance is written into DICOM attributes, in the words of the viewer where it is one of ours. */
export function inOwnWords<K extends string>(text: string, english: Readonly<Record<K, string>>, own: Readonly<Record<K, string>>): string {
  const key = (Object.keys(english) as K[]).find((one) => english[one] === text);
  return key === undefined ? text : own[key];
}
