import type { Identity } from '../archive/sameStudy';
import type { Remark } from '../core/errors';
import type { Filing } from '../filing/Filing';
import type { Kind } from '../results/kinds';
import type { InputNote } from '../results/provenance';
import type { Result } from '../results/Result';
import type { SeriesFacts } from '../rules/facts';
import type { Region } from '../tasks/Task';
import type { Volume } from '../volume/Volume';

/** What a person calls a slice of the volume, from 1. */
export const sliceNumber = ({ listed }: Pick<Source, 'listed'>, k: number): number => (listed?.[k] ?? k) + 1;

export interface OutputFile<Bytes = Uint8Array | readonly Uint8Array[]> {
  /** Below the output folder, with `/`. */
  path: string;
  /** The whole, or the pieces that it is made of, one after the other. */
  bytes: Bytes;
}

/** What a task has made of a source. */
export interface Performed {
  /** As it goes to the files: estimates at their strength. */
  result: Result;
  /** What was filled, or the brain that was given. */
  region: Region | undefined;
}

/** The files of one part of a result; `region` is the mask of what was filled. */
export interface Written<File = OutputFile> {
  kind: Kind | 'region';
  files: File[];
}

/** What is ready to be written. */
export interface Prepared {
  /** What it will be, as the report lists it. */
  written: Written<{ path: string }>[];
  /** All of it and the report beside it, or nothing. @throws DiffusionError OUTPUT_EXISTS, OUTPUT_FAILED, CANCELLED */
  write(report: OutputFile<Uint8Array>, signal?: AbortSignal): Promise<void>;
}

/** Where results go. */
export interface Target {
  /** Says before the work whether results can go there. Makes nothing. @throws DiffusionError OUTPUT_EXISTS, OUTPUT_FAILED */
  check(): Promise<void>;
  /** Says before the run whether it takes what comes of a source. @throws DiffusionError BAD_OPTION */
  checkSource?(source: Source): void;
  prepare(source: Source, done: Performed, made: Date): Promise<Prepared>;
}

/** How the slices of an input must belong together; `slices`: each is worked on by itself; `independent`: each is an image of its own. */
export type SliceDemand = 'stack-or-one' | 'slices' | 'independent';

/** What was read, and how results go back into the same kind of file. A new format is one function that makes this. */
export interface Source {
  format: 'nifti' | 'dicom';
  volume: Volume;
  facts: SeriesFacts;
  /** The place of each slice of the volume, from 0, in the list that a person counts: the viewer's, or the file's own where undefined. */
  listed?: readonly number[];
  /** What was decided while reading, for the person and the report. */
  notes: string[];
  /** What is to be said of the series beside what its model is for. */
  said: readonly Remark[];
  /** What became of the files, where there are several. */
  input?: InputNote;
  /**
   * Says before the work whether results can be written back in this format.
   *
   * @param asked what the work is to make
   * @throws DiffusionError DICOM_UNSUPPORTED, MAP_TOO_LARGE
   */
  checkWritable(asked: Kind): void;
  /**
   * A mask that lies in a NIfTI file on the grid of this series: one per slice of the volume, 1 where `inside` says so of the file's value.
   *
   * @throws DiffusionError INPUT_MISSING, INPUT_UNREADABLE, REGION_GRID and those of the NIfTI reader
   */
  readMask(path: string, inside: (value: number) => boolean): Promise<Uint8Array[]>;
  /**
   * What goes to an archive; none for formats that no archive takes.
   *
   * @throws DiffusionError FILING_INVALID
   */
  plan?(done: Performed, made: Date): Filing;
  /** Whose study it is, where an archive could take results. */
  identity?: { studyUid: string; expected: Identity };
  encode(done: Performed, made: Date): Written[] | Promise<Written[]>;
}
