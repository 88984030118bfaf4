import type { Layer, Result } from '../results/Result';
import type { SeriesFacts } from '../rules/facts';
import type { Volume } from '../volume/Volume';

export interface OutputFile {
  /** Below the output folder, with `/`. */
  path: string;
  bytes: Uint8Array;
}

/** How the slices of an input must belong together; `independent`: each is an image of its own. */
export type SliceDemand = 'stack' | 'stack-or-one' | 'independent';

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
  /**
   * A mask that lies in a NIfTI file on the grid of this series: one per slice of the volume, 1 where `inside` says so of the file's value.
   *
   * @throws DiffusionError INPUT_MISSING, INPUT_UNREADABLE, REGION_GRID and those of the NIfTI reader
   */
  readMask(path: string, inside: (value: number) => boolean): Promise<Uint8Array[]>;
  encode(layer: Layer, result: Pick<Result, 'provenance'>): OutputFile[] | Promise<OutputFile[]>;
}
