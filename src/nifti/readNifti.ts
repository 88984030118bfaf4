import { DiffusionError } from '../core/errors';
import { readHeader, type NiftiHeader } from './header';
import { Voxels } from './voxels';

export interface NiftiImage {
  header: NiftiHeader;
  /** In file order (i fastest), scaled by slope and intercept. */
  values: Float32Array;
}

/**
 * Reads one volume of real numbers from an uncompressed single-file NIfTI image that is in memory as a whole.
 *
 * @throws DiffusionError NIFTI_DAMAGED, NIFTI_UNSUPPORTED, NOT_ONE_VOLUME, SINGULAR_AFFINE, BAD_PIXELS
 */
export function readNifti(file: Uint8Array): NiftiImage {
  const header = readHeader(file);
  const voxels = new Voxels(header);
  if (header.pair) throw new DiffusionError('NIFTI_UNSUPPORTED', { measured: 'a header without its voxels', allowed: 'a single file' });
  if (voxels.end > file.length)
    throw new DiffusionError('NIFTI_DAMAGED', { measured: `${file.length} bytes`, allowed: `at least ${voxels.end}` });
  const [ni, nj, nk] = header.size;
  const values = new Float32Array(ni * nj * nk);
  for (let k = 0; k < nk; k++) {
    const from = header.voxOffset + k * voxels.planeBytes;
    values.set(voxels.plane(file.subarray(from, from + voxels.planeBytes), k), k * ni * nj);
  }
  voxels.checkNumbers();
  return { header, values };
}
