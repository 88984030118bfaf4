import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { DiffusionError } from '../core/errors';
import { plainText } from '../dicom/fileBody';
import { FileScan } from '../dicom/scanFile';

/** Transfer syntaxes whose pixels are plain little-endian numbers, in files that are not deflated. */
const PLAIN = new Set(['1.2.840.10008.1.2', '1.2.840.10008.1.2.1']);
const [SOP_INSTANCE_UID, CONTENT_SEQUENCE] = ['00080018', '0040A730'];

/** What must come back from an archive as it was sent. */
export interface Content {
  /** Pixels were packed on the way and cannot be compared as they are. */
  packed: boolean;
  /** Of SOP Instance UID and pixels; of an object without pixels, of its content tree. Headers may be coerced by an archive. */
  digest: string;
}

/** Reads what counts in a Part 10 file, piece by piece: nothing of it is held. */
export class ContentReader {
  private readonly hash = sha256.create();
  private packed = false;
  private seen = false;
  private readonly scan = new FileScan({
    syntax: (uid) => (this.packed = !PLAIN.has(uid)) === false,
    wants: (tag) => tag === SOP_INSTANCE_UID || tag === CONTENT_SEQUENCE,
    value: (tag, value, depth) => {
      this.seen = true;
      // How long a sequence is, and what pads a value, are a writer's own ways.
      this.hash.update(new TextEncoder().encode(`${depth} ${tag} ${JSON.stringify(plainText(value))}\n`));
    },
    pixels: (piece) => void this.hash.update(piece),
  });

  push(piece: Uint8Array): void {
    this.scan.push(piece);
  }

  /** @throws DiffusionError ARCHIVE_ANSWER for what is no DICOM file */
  end(): Content {
    if (this.scan.strange || (!this.seen && !this.packed))
      throw new DiffusionError('ARCHIVE_ANSWER', { measured: 'a file that is not DICOM' });
    return { packed: this.packed, digest: bytesToHex(this.hash.digest()) };
  }
}

/** @throws DiffusionError ARCHIVE_ANSWER for what is no DICOM file */
export function contentOf(file: Uint8Array): Content {
  const reader = new ContentReader();
  reader.push(file);
  return reader.end();
}
