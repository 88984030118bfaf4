import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { DiffusionError } from '../core/errors';
import { maskOnPlanes } from '../nifti/maskOnPlanes';
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

/** @throws DiffusionError of readNifti */
export const readNiftiFile = async (path: string): Promise<NiftiImage> => readNifti(await unpack(await readFile(path)));

/** @throws DiffusionError INPUT_MISSING, REGION_GRID and those of readNifti */
export async function readMaskFile(path: string, planes: readonly (SlicePlane | undefined)[]): Promise<Uint8Array[]> {
  let image: NiftiImage;
  try {
    image = await readNiftiFile(path);
  } catch (error) {
    if (error instanceof DiffusionError) throw error;
    throw new DiffusionError('INPUT_MISSING', { measured: 'no file at --mask', cause: error });
  }
  return maskOnPlanes(image, planes);
}
