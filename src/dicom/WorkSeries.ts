import { finished, type Steps } from '../core/steps';
import type { Provenance } from '../results/provenance';
import { type EncodedFile, wholeFile } from './encode';

/** What all objects of one filed series say alike. */
export interface WorkSeries {
  /** Key of the work: UIDs derive from it. */
  work: string;
  provenance: Provenance;
  made: Date;
  uid: string;
  number: number;
  description: string;
  /** For machines, as `recordText` gives it. */
  record: string;
}

/** One object, written when it is asked for. */
export interface DicomObject {
  sopClassUid: string;
  sopInstanceUid: string;
  /** About how long the file is. */
  bytes: number;
  /** Of an object with frames: the slice, along the normal and from 0, that each frame lies on. */
  slices?: readonly number[];
  /** The Part 10 file, the same bytes at every call: its header step by step, and its pixels when they are asked for. */
  encode(): Steps<EncodedFile>;
  /** The file as a whole. */
  make(): Uint8Array<ArrayBuffer>;
}

export const dicomObject = (object: Omit<DicomObject, 'make'>): DicomObject => ({
  ...object,
  make: () => wholeFile(finished(object.encode())),
});

/** About how much a header takes. */
export const HEADER_BYTES = 6_000;
