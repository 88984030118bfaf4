import { contentTypeParameter } from '../../src/archive/multipart';
import { readCodestream } from '../../src/dicom/codestream';

const ROOT = '1.2.840.10008.1.2';
export const EXPLICIT = `${ROOT}.1`;

/** In which transfer syntax an archive answers with a media type where it does not say so (PS3.18 8.7.3.3, tables 8.7.3-2 to 8.7.3-4). */
const DEFAULTS: Readonly<Record<string, string>> = {
  'application/octet-stream': EXPLICIT,
  'image/dicom-rle': `${ROOT}.5`,
  'image/jpeg': `${ROOT}.4.70`,
  'image/jls': `${ROOT}.4.80`,
  'image/jp2': `${ROOT}.4.90`,
  'image/jphc': `${ROOT}.4.201`,
};

/** Archives send lossy JPEG as plain `image/jpeg` too: its own header tells which it is. */
function jpegSyntax(bytes: Uint8Array): string {
  const { kind, precision } = readCodestream(bytes);
  if (kind !== 'JPEG') return `${ROOT}.4.70`;
  return precision > 8 ? `${ROOT}.4.51` : `${ROOT}.4.50`;
}

/**
 * In which transfer syntax the bytes of a frame came.
 *
 * @param types Content-Type of the part and of the whole answer; the first one that says something counts
 * @returns whether it was said, or is the standard's default; undefined where the standard has none for the media type
 * @throws DiffusionError DICOM_DAMAGED of a JPEG that is none
 */
export function frameSyntax(types: readonly string[], bytes: Uint8Array): { transferSyntax: string; said: boolean } | undefined {
  const named = types.map((type) => contentTypeParameter(type, 'transfer-syntax')).find((uid) => uid !== undefined && uid !== '*');
  if (named !== undefined) return { transferSyntax: named, said: true };
  const media = types
    .flatMap((type) => [type, contentTypeParameter(type, 'type') ?? ''])
    .map((type) => (type.split(';')[0] ?? '').trim().toLowerCase())
    .find((type) => type in DEFAULTS);
  if (media === undefined) return undefined;
  return { transferSyntax: media === 'image/jpeg' ? jpegSyntax(bytes) : (DEFAULTS[media] ?? ''), said: false };
}
