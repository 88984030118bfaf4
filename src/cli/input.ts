import { stat } from 'node:fs/promises';
import { DiffusionError } from '../core/errors';
import { fileFault } from './fileFault';
import type { SliceDemand, Source } from './source';

export interface InputOptions {
  /** Name and password for a DICOMweb address. */
  user: string | undefined;
  slices: SliceDemand;
  /** What a NIfTI file holds, where a person says it. */
  modality: string | undefined;
  /** Goes on without files of a series that cannot be read. */
  partial: boolean;
  signal: AbortSignal;
}

const isAddress = (input: string) => /^https?:\/\//i.test(input);
const isNifti = (input: string) => /\.(nii|hdr)(\.gz)?$/i.test(input);
/** DICOM files are named .img too: those of NIfTI have a header beside them. */
async function hasHeader(input: string): Promise<boolean> {
  const stem = /^(.*)\.img(\.gz)?$/i.exec(input)?.[1];
  if (stem === undefined) return false;
  const found = ['hdr', 'hdr.gz', 'HDR', 'HDR.GZ'].map((end) => stat(`${stem}.${end}`).catch(() => undefined));
  return (await Promise.all(found)).some((one) => one?.isFile());
}

/**
 * Reads a folder of DICOM files, one NIfTI file, or a series of a DICOMweb archive.
 *
 * @throws DiffusionError INPUT_MISSING, INPUT_UNREADABLE and those of the readers
 */
export async function readInput(input: string, { user, slices, modality, partial, signal }: InputOptions): Promise<Source> {
  const notAsked = () => {
    if (modality) throw new DiffusionError('BAD_OPTION', { measured: '--modality for DICOM', allowed: 'only for NIfTI' });
  };
  if (isAddress(input)) {
    notAsked();
    if (!URL.canParse(input))
      throw new DiffusionError('BAD_OPTION', { measured: 'an address that cannot be read', allowed: 'http(s)://…/studies/UID/series/UID' });
    const { dicomwebFiles } = await import('./dicomwebFiles');
    const { dicomSource } = await import('./dicomSource');
    const { isDicom } = await import('../dicom/partTen');
    const parts = await dicomwebFiles(input, user, signal);
    const files = parts.filter((part) => isDicom(new Uint8Array(part)));
    return dicomSource(files, slices, { partial, others: { other: 0, doubtful: parts.length - files.length }, signal });
  }
  const found = await stat(input).catch((error: unknown) => {
    const fault = fileFault(error, 'INPUT_UNREADABLE');
    throw (error as NodeJS.ErrnoException).code === 'ENOENT' ? new DiffusionError('INPUT_MISSING') : fault;
  });
  if (!found.isFile() && !found.isDirectory()) throw new DiffusionError('INPUT_UNREADABLE', { measured: 'a pipe, a socket or a device' });
  const isFile = found.isFile();
  return (isFile && (isNifti(input) || (await hasHeader(input))) ? onNifti : onDicom)().catch((error: unknown) => {
    throw fileFault(error, 'INPUT_UNREADABLE');
  });

  async function onNifti(): Promise<Source> {
    const { niftiSource } = await import('./niftiSource');
    return niftiSource(input, slices, { modality, signal });
  }

  async function onDicom(): Promise<Source> {
    notAsked();
    const { dicomSource, readPartTenFiles } = await import('./dicomSource');
    const { files, seen, others, notes } = await readPartTenFiles(input, !isFile);
    if (files.length === 0) {
      throw new DiffusionError('INPUT_UNREADABLE', { measured: `${seen} file${seen === 1 ? '' : 's'}, none of them DICOM` });
    }
    const source = await dicomSource(files, slices, { partial, others, signal });
    return { ...source, notes: [...notes, ...source.notes] };
  }
}
