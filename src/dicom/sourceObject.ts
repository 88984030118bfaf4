import type { DcmjsDict } from 'dcmjs';
import type { Note } from './elements';
import type { HeaderValues } from './sourceHeader';

/** The header of one source image, alike from a file (`Dataset`) and from a viewer (`naturalObject`). */
export interface SourceObject extends HeaderValues {
  /**
   * Elements of these keywords as the source has them, ready to be written: numbers digit for digit where the source is a file; what breaks its
   * VR mended or left out, and told to `note`; inside sequences nothing private or unknown.
   */
  copied(keywords: readonly string[], note?: Note): DcmjsDict;
  /** Of the file, or of what the archive holds, as far as it is known. */
  readonly transferSyntax?: string | undefined;
}
