import { HEADER_BYTES, type NiftiHeader } from './header';

/** Header, and the four bytes that say that no extension follows. */
const VOX_OFFSET = HEADER_BYTES + 4;
const FLOAT32 = 16;

/**
 * A single-file NIfTI-1 image of float32 on the grid of `source`, little-endian: size, voxel size, units, qform and sform are its own, all
 * free text is not (it may name a patient).
 *
 * @param values in file order, i fastest
 * @param description up to 79 ASCII characters
 */
export function writeNifti({ size, orientation }: NiftiHeader, values: Float32Array, description: string): Uint8Array<ArrayBuffer> {
  const file = new Uint8Array(VOX_OFFSET + 4 * values.length);
  const view = new DataView(file.buffer);
  const short = (offset: number, value: number) => view.setInt16(offset, value, true);
  const floats = (offset: number, list: readonly number[]) => list.forEach((value, k) => view.setFloat32(offset + 4 * k, value, true));
  view.setInt32(0, HEADER_BYTES, true);
  view.setUint8(38, 'r'.charCodeAt(0));
  [3, ...size, 1, 1, 1, 1].forEach((value, k) => short(40 + 2 * k, value));
  short(70, FLOAT32);
  short(72, 32);
  floats(76, [...orientation.pixdim, 0, 0, 0, 0]);
  floats(108, [VOX_OFFSET, 1, 0]);
  view.setUint8(123, orientation.xyztUnits & 7);
  file.set(new TextEncoder().encode(description).subarray(0, 79), 148);
  short(252, orientation.qformCode);
  short(254, orientation.sformCode);
  floats(256, orientation.quaternion);
  floats(280, orientation.srow);
  file.set(new TextEncoder().encode('n+1'), 344);
  if (new Uint8Array(Uint16Array.of(1).buffer)[0] === 1)
    file.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), VOX_OFFSET);
  else values.forEach((value, n) => view.setFloat32(VOX_OFFSET + 4 * n, value, true));
  return file;
}
