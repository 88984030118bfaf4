import type { Picture } from '../metrics/picture';

/** Cuts a file of little-endian float32 into pictures that lie one after the other. */
export function pictures(bytes: Buffer, shapes: readonly { rows: number; columns: number }[]): Picture[] {
  let at = bytes.byteOffset;
  return shapes.map(({ rows, columns }) => {
    const length = 4 * rows * columns;
    if (at + length > bytes.byteOffset + bytes.byteLength) throw new Error('A file of pixels is shorter than its slices.');
    const data = new Float32Array(bytes.buffer.slice(at, at + length) as ArrayBuffer);
    at += length;
    return { rows, columns, data };
  });
}

export const packed = (found: readonly Picture[]): Buffer =>
  Buffer.concat(found.map(({ data }) => Buffer.from(Float32Array.from(data).buffer)));
