import dcmjs from 'dcmjs';

interface Natural {
  naturalizeDataset(this: void, dict: object): Record<string, unknown>;
}
const { naturalizeDataset } = dcmjs.data.DicomMetaDictionary as unknown as Natural;

/** A file as a viewer holds its header: DICOM JSON as an archive gives it, in dcmjs' natural form. */
export function naturalInstance(file: ArrayBuffer): Record<string, unknown> {
  const { dict } = dcmjs.data.DicomMessage.readFile(file, { untilTag: '7FE00010' });
  const json = JSON.parse(JSON.stringify(dict, (key, value: unknown) => (key === '_rawValue' ? undefined : value))) as Record<
    string,
    object
  >;
  return naturalizeDataset(json);
}
