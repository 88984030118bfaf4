import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { DiffusionError } from '../core/errors';
import { readDataset } from '../dicom/dataset';

/** Transfer syntaxes whose pixels are plain little-endian numbers: implicit, explicit, deflated. */
const PLAIN = new Set(['1.2.840.10008.1.2', '1.2.840.10008.1.2.1', '1.2.840.10008.1.2.1.99']);
export const EXPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2.1';
const PIXELS = ['FloatPixelData', 'DoubleFloatPixelData'] as const;

/** What must come back from an archive as it was sent. */
export interface Content {
  /** Pixels were packed on the way and cannot be compared as they are. */
  packed: boolean;
  /** Of SOP Instance UID and pixels; of an object without pixels, of its content tree. Headers may be coerced by an archive. */
  digest: string;
}

const whole = (bytes: Uint8Array<ArrayBuffer>): ArrayBuffer =>
  bytes.byteLength === bytes.buffer.byteLength ? bytes.buffer : bytes.slice().buffer;

/**
 * Reads what counts in a Part 10 file.
 *
 * @throws DiffusionError ARCHIVE_ANSWER for what is no DICOM file
 */
export function contentOf(file: Uint8Array<ArrayBuffer>): Content {
  const dataset = (() => {
    try {
      return readDataset(whole(file));
    } catch (cause) {
      throw new DiffusionError('ARCHIVE_ANSWER', { cause });
    }
  })();
  if (!dataset) throw new DiffusionError('ARCHIVE_ANSWER', { measured: 'a file that is not DICOM' });
  const floats = PIXELS.map((keyword) => dataset.element(keyword)?.Value?.[0]).find((value) => value !== undefined);
  const pixels = dataset.pixelData() ?? (floats as ArrayBuffer | undefined);
  const text = pixels ? '' : JSON.stringify(dataset.element('ContentSequence')?.Value ?? []);
  const hash = sha256.create().update(new TextEncoder().encode(`${dataset.text('SOPInstanceUID')}\n${text}`));
  if (pixels) hash.update(new Uint8Array(pixels));
  return { packed: !PLAIN.has(dataset.transferSyntax), digest: bytesToHex(hash.digest()) };
}
