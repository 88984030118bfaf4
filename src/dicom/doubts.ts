import type { DcmjsDict } from 'dcmjs';
import { DiffusionError } from '../core/errors';
import { CONTEXT, FRAME, IMAGE, MULTI_FRAME, SCANNER, TRIAL_NEEDED, TRIAL_OR_EMPTY } from './attributes';
import { isMultiFrame } from './classes';
import { encodeHeader } from './encode';
import type { Change } from './fit';
import { texts, unclearNumber } from './sourceHeader';
import type { SourceObject } from './sourceObject';

/** What the headers of a series leave in doubt; read by rules (SeriesFacts). */
export interface HeaderDoubts {
  /** The first number that is none, by its keyword: `PixelSpacing “1,5”`. */
  unclear?: string;
  /** What of the header cannot be written again as it is, and what becomes of it: `StudyID shortened`. No values. */
  mended?: readonly string[];
}

/** Not copied, and what is made goes on from them. */
const GONE_ON_FROM = ['SeriesNumber', 'InstanceNumber'];

/** All that objects made from an image take over from it. */
export function takenOver(header: SourceObject, note: (keyword: string, change: Change) => void): DcmjsDict {
  const own = isMultiFrame(texts(header, 'SOPClassUID')[0] ?? '') ? MULTI_FRAME : IMAGE;
  return header.copied([...CONTEXT, ...TRIAL_NEEDED, ...TRIAL_OR_EMPTY, ...FRAME, ...own, ...SCANNER, ...GONE_ON_FROM], note);
}

/** One header of each object: a multi-frame one has all of its frames' groups in the header of every frame. */
export function oneOfEach<T extends SourceObject>(headers: readonly T[]): T[] {
  const seen = new Set<string>();
  return headers.filter((header) => {
    const [uid = ''] = isMultiFrame(texts(header, 'SOPClassUID')[0] ?? '') ? texts(header, 'SOPInstanceUID') : [];
    const again = uid !== '' && seen.has(uid);
    seen.add(uid);
    return !again;
  });
}

/**
 * Writes, before any work, what the images of a result will take over from their sources.
 *
 * @throws DiffusionError FILING_INVALID
 */
export function tryEncoding(headers: readonly SourceObject[]): void {
  for (const header of oneOfEach(headers)) {
    try {
      encodeHeader(
        { sopClassUid: texts(header, 'SOPClassUID')[0], sopInstanceUid: texts(header, 'SOPInstanceUID')[0] },
        takenOver(header, () => undefined),
      );
    } catch (cause) {
      throw new DiffusionError('FILING_INVALID', {
        measured: `image ${headers.indexOf(header) + 1} with a header that cannot be written again`,
        cause,
      });
    }
  }
}

/**
 * @param headers of the images of a series
 * @param tried those of which all that would be written is tried, which takes a while
 */
export function doubtsOf(headers: readonly SourceObject[], tried = headers): HeaderDoubts {
  const found = new Set<string>();
  for (const header of oneOfEach(tried)) takenOver(header, (keyword, change) => found.add(`${keyword} ${change}`));
  const unclear = headers.map(unclearNumber).find((one) => one !== undefined);
  return { ...(unclear !== undefined && { unclear }), ...(found.size > 0 && { mended: [...found] }) };
}
