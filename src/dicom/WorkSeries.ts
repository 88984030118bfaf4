import type { Provenance } from '../results/provenance';

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
  /** The Part 10 file, the same bytes at every call. */
  make(): Uint8Array<ArrayBuffer>;
}

/** About how much a header takes. */
export const HEADER_BYTES = 6_000;
