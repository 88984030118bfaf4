import { basename } from 'node:path';
import { contrastsIn } from '../models/contrast';
import { niftiVolume, toFileOrder } from '../nifti/slices';
import { writeNifti } from '../nifti/writeNifti';
import { KINDS } from '../results/kinds';
import { gzipped } from './gzip';
import { readMaskFile, readNiftiFile } from './niftiFile';
import type { SliceDemand, Source } from './source';

const AXES = ['first', 'second', 'third'] as const;

/**
 * One NIfTI file, `.nii` or `.nii.gz`; results are `.nii.gz` of float32 with the same affine.
 *
 * @throws DiffusionError NIFTI_DAMAGED, NIFTI_UNSUPPORTED, NOT_ONE_VOLUME, SINGULAR_AFFINE, BAD_PIXELS, SINGLE_SLICE, GANTRY_TILT
 */
export async function niftiSource(path: string, slices: SliceDemand): Promise<Source> {
  const image = await readNiftiFile(path);
  const stack = slices === 'slices' || (slices === 'stack-or-one' && image.header.size[2] > 1);
  const { volume, slicing, planes, gaps } = niftiVolume(image, stack, slices === 'slices');
  const [columnSpacing, rowSpacing] = volume.spacing;
  // Such a file says what it holds in its name, if anywhere: sub-01_T1w.nii.gz.
  const name = basename(path);
  const thick =
    slicing.across === 2 ? [] : [`Slices are taken across the ${AXES[slicing.across]} axis, along which the voxels are longest.`];
  return {
    format: 'nifti',
    volume,
    facts: {
      silent: true,
      axes: volume.axes,
      modality: volume.modality,
      pixelSpacing: [columnSpacing, rowSpacing],
      ...(contrastsIn(name).length > 0 && { description: name }),
    },
    notes: [`A NIfTI file names no modality; its values are those of ${volume.modality}.`, ...thick],
    said: gaps,
    checkWritable: () => undefined,
    readMask: (mask, inside) => readMaskFile(mask, planes, inside),
    encode: ({ result }) =>
      Promise.all(
        result.layers.map(async ({ kind, slices }) => {
          const file = writeNifti(
            image.header,
            toFileOrder(slices, image.header.size, slicing),
            `AI-derived, research only: ${KINDS[kind].title}`,
          );
          return { kind, files: [{ path: `${KINDS[kind].file}.nii.gz`, bytes: await gzipped(file) }] };
        }),
      ),
  };
}
