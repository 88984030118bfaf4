import type { SeriesFacts } from '../models/domain';
import type { Volume } from '../volume/Volume';

/** A picture that a task made, on the grid and in the units of its source. */
export interface ResultImage {
  kind: 'denoised' | 'uncertainty';
  /** In the order of the source's volume. */
  slices: readonly Float32Array[];
}

export interface OutputFile {
  /** Below the output folder, with `/`. */
  path: string;
  bytes: Uint8Array;
}

/** What was read, and how results go back into the same kind of file. A new format is one function that makes this. */
export interface Source {
  format: 'nifti' | 'dicom';
  volume: Volume;
  facts: SeriesFacts;
  /** What was decided while reading, for the person and the report. */
  notes: string[];
  /**
   * Says before the work whether results can be written back in this format.
   *
   * @throws DiffusionError DICOM_UNSUPPORTED
   */
  checkWritable(): void;
  encode(image: ResultImage, description: string): OutputFile[] | Promise<OutputFile[]>;
}

/** Name of the file or folder of each kind of result. */
export const RESULT_NAMES: Readonly<Record<ResultImage['kind'], string>> = { denoised: 'result', uncertainty: 'uncertainty' };
