import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { DiffusionError } from '../core/errors';
import { maskOnPlanes } from '../nifti/maskOnPlanes';
import { refuseOwnResult } from '../nifti/ownResult';
import { readNifti, type NiftiImage } from '../nifti/readNifti';
import type { SlicePlane } from '../volume/Volume';

async function unpack(bytes: Uint8Array): Promise<Uint8Array> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return await promisify(gunzip)(bytes, { chunkSize: 2 ** 20 });
  } catch (cause) {
    throw new DiffusionError('NIFTI_DAMAGED', { measured: 'gzip data that cannot be unpacked', cause });
  }
}

/** @throws DiffusionError OWN_RESULT and those of readNifti */
export async function readNiftiFile(path: string): Promise<NiftiImage> {
  const bytes = await unpack(await readFile(path));
  refuseOwnResult(bytes);
  return readNifti(bytes);
}

const isDicom = (bytes: Uint8Array) => Buffer.from(bytes.subarray(128, 132)).toString('latin1') === 'DICM';

async function readMaskImage(path: string): Promise<NiftiImage> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    throw new DiffusionError('INPUT_MISSING', { measured: 'no file at --mask', cause });
  }
  if (isDicom(bytes))
    throw new DiffusionError('REGION_GRID', { measured: 'a DICOM file at --mask', allowed: 'a NIfTI file on the grid of the input' });
  try {
    return readNifti(await unpack(bytes));
  } catch (error) {
    if (!(error instanceof DiffusionError)) throw error;
    const { code, measured = 'a damaged file', allowed, cause } = error;
    throw new DiffusionError(code, { measured: `in the mask: ${measured}`, ...(allowed !== undefined && { allowed }), cause });
  }
}

/**
 * @param inside what a value of the mask means
 * @throws DiffusionError INPUT_MISSING, REGION_GRID and those of readNifti
 */
export async function readMaskFile(
  path: string,
  planes: readonly (SlicePlane | undefined)[],
  inside: (value: number) => boolean,
): Promise<Uint8Array[]> {
  return maskOnPlanes(await readMaskImage(path), planes, inside);
}
