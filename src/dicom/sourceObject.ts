import type { DcmjsDict } from 'dcmjs';
import type { HeaderValues } from './sourceHeader';

/** The header of one source image, alike from a file (`Dataset`) and from a viewer (`naturalObject`). */
export interface SourceObject extends HeaderValues {
  /**
   * Elements of these keywords as the source has them, ready to be written: numbers digit for digit where the source is a file, Decimal
   * Strings of at most 16 characters, text repaired or left behind, and inside sequences nothing private or unknown.
   */
  copied(keywords: readonly string[]): DcmjsDict;
  /** Of the file, or of what the archive holds, as far as it is known. */
  readonly transferSyntax?: string | undefined;
}
