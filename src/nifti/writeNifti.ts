import type { NiftiHeader } from './header';
import { NIFTI_1, NIFTI_2 } from './layout';

const FLOAT32 = 16;
/** Bytes: pieces of about this size. */
const PIECE = 4 * 2 ** 20;
const LITTLE = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** The header and the four bytes that say that no extension follows: size, voxel size, units, qform and sform are those of `source`. */
function headerBytes({ version, size, orientation }: NiftiHeader, description: string): Uint8Array {
  const layout = version === 2 ? NIFTI_2 : NIFTI_1;
  const file = new Uint8Array(layout.bytes + 4);
  const view = new DataView(file.buffer);
  const reals = (offset: number, list: readonly number[]) =>
    list.forEach((value, k) => layout.putReal(view, offset + layout.realBytes * k, value, true));
  const code = (offset: number, value: number) => layout.putCode(view, offset, value, true);
  view.setInt32(0, layout.bytes, true);
  [3, ...size, 1, 1, 1, 1].forEach((value, k) => layout.putCount(view, layout.dim + k * layout.countBytes, value, true));
  view.setInt16(layout.datatype, FLOAT32, true);
  view.setInt16(layout.datatype + 2, 32, true);
  reals(layout.pixdim, [...orientation.pixdim, 0, 0, 0, 0]);
  layout.putOffset(view, layout.voxOffset, layout.bytes + 4, true);
  reals(layout.slope, [1, 0]);
  code(layout.xyztUnits, orientation.xyztUnits & 7);
  file.set(new TextEncoder().encode(description).subarray(0, 79), layout.description);
  code(layout.qformCode, orientation.qformCode);
  code(layout.sformCode, orientation.sformCode);
  reals(layout.quatern, orientation.quaternion);
  reals(layout.srow, orientation.srow);
  file.set(new TextEncoder().encode(layout.single), layout.magic);
  if (version === 2) file.set([0x0d, 0x0a, 0x1a, 0x0a], layout.magic + 4);
  // "regular", which some readers of NIfTI-1 still ask for.
  else file[38] = 'r'.charCodeAt(0);
  return file;
}

function bytesOf(values: Float32Array): Uint8Array {
  if (LITTLE) return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const view = new DataView(new ArrayBuffer(values.byteLength));
  values.forEach((value, n) => view.setFloat32(4 * n, value, true));
  return new Uint8Array(view.buffer);
}

/**
 * A single-file NIfTI image of float32 on the grid of `source` and of its version, little-endian, in pieces: where its voxels lie is said as the
 * source says it; all free text is not (it may name a patient).
 *
 * @param plane all voxels of one k, i fastest
 * @param description up to 79 ASCII characters
 */
export function* niftiPieces(source: NiftiHeader, plane: (k: number) => Float32Array, description: string): Generator<Uint8Array> {
  yield headerBytes(source, description);
  const [ni, nj, nk] = source.size;
  const each = Math.max(1, Math.floor(PIECE / (4 * ni * nj)));
  for (let first = 0; first < nk; first += each) {
    const count = Math.min(each, nk - first);
    const piece = new Float32Array(count * ni * nj);
    for (let k = 0; k < count; k++) piece.set(plane(first + k), k * ni * nj);
    yield bytesOf(piece);
  }
}
