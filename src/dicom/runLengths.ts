import { DiffusionError } from '../core/errors';

const damaged = (measured: string, allowed?: string) => new DiffusionError('DICOM_DAMAGED', { measured, ...(allowed && { allowed }) });

/**
 * RLE of PS3.5 annex G: a segment for each byte of a sample, the highest first.
 *
 * @param size bytes of a sample
 * @returns the samples, little-endian
 * @throws DiffusionError DICOM_DAMAGED where a segment holds another number of bytes than the image
 */
export function decodeRunLengths(bytes: Uint8Array, pixels: number, size: number): Uint8Array {
  if (bytes.length < 64) throw damaged(`${bytes.length} bytes of compressed pixels`, 'at least 64');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = view.getUint32(0, true);
  if (count !== size) throw damaged(`${count} bytes per pixel in the compressed image`, `${size}`);
  const offsets = Array.from({ length: count }, (_, n) => view.getUint32(4 * (n + 1), true));
  // Two bytes stand for 128 at most.
  if (pixels * size > 64 * bytes.length)
    throw damaged(`${bytes.length} bytes of compressed pixels`, `at least ${Math.ceil((pixels * size) / 64)}`);
  const out = new Uint8Array(pixels * size);
  offsets.forEach((start, segment) => {
    const end = offsets[segment + 1] ?? bytes.length;
    if (start < 64 || end > bytes.length || end < start) throw damaged('compressed pixels whose parts lie beyond their end');
    const step = size - 1 - segment;
    let done = 0;
    for (let at = start; at < end && done < pixels;) {
      const head = view.getInt8(at++);
      if (head === -128) continue;
      const run = head >= 0 ? head + 1 : 1 - head;
      if (done + run > pixels || at + (head >= 0 ? run : 1) > end) throw damaged('compressed pixels that are cut or damaged');
      for (let n = 0; n < run; n++) out[(done + n) * size + step] = bytes[head >= 0 ? at + n : at] ?? 0;
      at += head >= 0 ? run : 1;
      done += run;
    }
    if (done !== pixels) throw damaged(`${done} pixels in a part of the compressed image`, `${pixels}`);
  });
  return out;
}
