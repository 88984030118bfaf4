import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { constants, gunzip, gzip } from 'node:zlib';
import { DiffusionError } from '../core/errors';
import { readNifti } from '../nifti/readNifti';
import { niftiVolume, toFileOrder } from '../nifti/slices';
import { writeNifti } from '../nifti/writeNifti';
import { RESULT_NAMES, type Source } from './source';

/** The mantissas of a network's float32 are noise to a compressor: a search for repeats gains 0.1 % and takes three times as long. */
const GZIP = { level: 1, strategy: constants.Z_RLE, chunkSize: 2 ** 20 };
const AXES = ['first', 'second', 'third'] as const;

async function unpack(bytes: Uint8Array): Promise<Uint8Array> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return await promisify(gunzip)(bytes, { chunkSize: 2 ** 20 });
  } catch (cause) {
    throw new DiffusionError('NIFTI_DAMAGED', { measured: 'gzip data that cannot be unpacked', cause });
  }
}

/**
 * One NIfTI file, `.nii` or `.nii.gz`; results are `.nii.gz` of float32 with the same affine.
 *
 * @throws DiffusionError NIFTI_DAMAGED, NIFTI_UNSUPPORTED, NOT_ONE_VOLUME, SINGULAR_AFFINE, BAD_PIXELS, SINGLE_SLICE, GANTRY_TILT
 */
export async function niftiSource(path: string, stack: boolean): Promise<Source> {
  const image = readNifti(await unpack(await readFile(path)));
  const { volume, slicing } = niftiVolume(image, stack);
  const [columnSpacing, rowSpacing] = volume.spacing;
  const thick =
    slicing.across === 2 ? [] : [`Slices are taken across the ${AXES[slicing.across]} axis, along which the voxels are longest.`];
  return {
    format: 'nifti',
    volume,
    facts: { modality: volume.modality, pixelSpacing: [columnSpacing, rowSpacing] },
    notes: [`A NIfTI file names no modality; its values are those of ${volume.modality}.`, ...thick],
    checkWritable: () => undefined,
    encode: async ({ kind, slices }) => {
      const file = writeNifti(image.header, toFileOrder(slices, image.header.size, slicing), `AI-derived, research only: ${kind}`);
      return [{ path: `${RESULT_NAMES[kind]}.nii.gz`, bytes: await promisify(gzip)(file, GZIP) }];
    },
  };
}
