import { type AnyDataset, ContentTree } from './contentTree';
import { KEY_OBJECT_SELECTION } from './keyObject';
import { isOwnResult } from './product';
import { readRecord } from './record';
import { CONCEPT } from './reportCodes';

/** A rejection of ours, as it lies in the archive. */
export interface FiledRejection {
  sopInstanceUid: string;
  /** Key of the work. */
  work: string;
  /** SOP Instance UIDs of what is rejected. */
  rejected: readonly string[];
}

/**
 * @param dataset in dcmjs' natural form, as DICOM JSON of one instance, or as dcmjs holds a file
 * @returns undefined for whatever is no rejection of ours, broken or foreign; nothing is thrown
 */
export function readRejection(dataset: AnyDataset): FiledRejection | undefined {
  try {
    const root = new ContentTree(dataset);
    const own = root.string('SOPClassUID') === KEY_OBJECT_SELECTION && root.isAbout(CONCEPT.rejected);
    const record = own && isOwnResult((keyword) => root.string(keyword)) ? readRecord(root) : undefined;
    if (!record) return undefined;
    const items = root.items('ContentSequence').flatMap((item) => item.items('ReferencedSOPSequence'));
    return {
      sopInstanceUid: root.string('SOPInstanceUID'),
      work: record.work,
      rejected: items.map((item) => item.string('ReferencedSOPInstanceUID')),
    };
  } catch {
    return undefined;
  }
}
