import { stat } from 'node:fs/promises';
import { DiffusionError } from '../core/errors';
import type { SliceDemand, Source } from './source';

export interface InputOptions {
  /** Name and password for a DICOMweb address. */
  user: string | undefined;
  slices: SliceDemand;
  /** Goes on without files of a series that cannot be read. */
  partial: boolean;
  signal: AbortSignal;
}

const isAddress = (input: string) => /^https?:\/\//i.test(input);
const isNifti = (input: string) => /\.nii(\.gz)?$/i.test(input);

/**
 * Reads a folder of DICOM files, one NIfTI file, or a series of a DICOMweb archive.
 *
 * @throws DiffusionError INPUT_MISSING, INPUT_UNREADABLE and those of the readers
 */
export async function readInput(input: string, { user, slices, partial, signal }: InputOptions): Promise<Source> {
  if (isAddress(input)) {
    const { dicomwebFiles } = await import('./dicomwebFiles');
    const { dicomSource } = await import('./dicomSource');
    const { isDicom } = await import('../dicom/partTen');
    const parts = await dicomwebFiles(input, user, signal);
    const files = parts.filter((part) => isDicom(new Uint8Array(part)));
    return dicomSource(files, slices, { partial, others: { other: 0, doubtful: parts.length - files.length } });
  }
  const found = await stat(input).catch(() => undefined);
  if (!found) throw new DiffusionError('INPUT_MISSING');
  if (found.isFile() && isNifti(input)) {
    const { niftiSource } = await import('./niftiSource');
    return niftiSource(input, slices);
  }
  const { dicomSource, readPartTenFiles } = await import('./dicomSource');
  const { files, seen, others } = await readPartTenFiles(input, found.isDirectory());
  if (files.length === 0) {
    throw new DiffusionError('INPUT_UNREADABLE', { measured: `${seen} file${seen === 1 ? '' : 's'}, none of them DICOM` });
  }
  return dicomSource(files, slices, { partial, others });
}
