import { DiffusionError } from '../core/errors';
import { texts } from './sourceHeader';
import type { SourceImage } from './sourceImage';
import { isUid } from './uid';

/** Images of one slice each. */
export const MR_IMAGE = '1.2.840.10008.5.1.4.1.1.4';
export const CT_IMAGE = '1.2.840.10008.5.1.4.1.1.2';
/** Objects of many frames. */
const ENHANCED_MR = '1.2.840.10008.5.1.4.1.1.4.1';
const ENHANCED_CT = '1.2.840.10008.5.1.4.1.1.2.1';
const LEGACY_MR = '1.2.840.10008.5.1.4.1.1.4.4';
const LEGACY_CT = '1.2.840.10008.5.1.4.1.1.2.2';

const SINGLE = new Set([MR_IMAGE, CT_IMAGE]);
const MULTI_FRAME = new Set([ENHANCED_MR, ENHANCED_CT, LEGACY_MR, LEGACY_CT]);
const CT = new Set([CT_IMAGE, ENHANCED_CT, LEGACY_CT]);

export const isMultiFrame = (sopClass: string): boolean => MULTI_FRAME.has(sopClass);
export const isCt = (sopClass: string): boolean => CT.has(sopClass);

const UID = 'digits and points, at most 64';

/** Names of patient, study and series; alike in all images of a series. */
const SHARED = ['PatientID', 'StudyInstanceUID', 'SeriesInstanceUID', 'FrameOfReferenceUID'] as const;
/** Without these nothing can refer to the source. */
const NEEDED = ['SOPInstanceUID', 'StudyInstanceUID', 'SeriesInstanceUID'] as const;

/**
 * Says before any work whether objects can be made from a series, and of what class its pictures are.
 *
 * @returns the SOP class of the source
 * @throws DiffusionError DICOM_UNSUPPORTED for other classes than MR and CT images, FILING_INVALID for a source that lacks what objects of
 * its class must have, or is not of one patient, study, series and frame of reference. The values themselves are not named.
 */
export function checkSources(images: readonly Pick<SourceImage, 'header'>[]): string {
  const found = new Set(images.map(({ header }) => texts(header, 'SOPClassUID')[0] ?? ''));
  const [sopClass = '', ...others] = found;
  if (others.length > 0 || !(SINGLE.has(sopClass) || MULTI_FRAME.has(sopClass))) {
    throw new DiffusionError('DICOM_UNSUPPORTED', {
      measured: `SOP class ${[...found].join(', ') || 'not named'}`,
      allowed: 'MR or CT images, of one slice or many frames',
    });
  }
  for (const keyword of NEEDED) {
    const without = images.findIndex(({ header }) => texts(header, keyword).length === 0);
    if (without >= 0) throw new DiffusionError('FILING_INVALID', { measured: `image ${without + 1} without ${keyword}` });
  }
  for (const keyword of NEEDED) {
    const odd = images.findIndex(({ header }) => !isUid(texts(header, keyword)[0] ?? ''));
    if (odd >= 0) throw new DiffusionError('FILING_INVALID', { measured: `image ${odd + 1} with a ${keyword} that is none`, allowed: UID });
  }
  for (const keyword of SHARED) {
    const values = new Set(images.map(({ header }) => texts(header, keyword)[0] ?? ''));
    if (values.size > 1) throw new DiffusionError('FILING_INVALID', { measured: `${values.size} different ${keyword}`, allowed: '1' });
  }
  return sopClass;
}
