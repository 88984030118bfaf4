import type { Kind } from '../results/kinds';

/** One DICOM object, to be stored or written to a file. */
export interface FiledInstance {
  sopClassUid: string;
  sopInstanceUid: string;
  seriesUid: string;
  /** About how many bytes the file has; known before it is made. */
  bytes: number;
  /** Of an object with frames: the slice, along the normal and from 0, that each frame lies on. */
  slices?: readonly number[];
  /** The Part 10 file, the same bytes at every call. Made when it is asked for, so that a long series is never held as a whole. */
  make(): Uint8Array<ArrayBuffer>;
}

/** What an object is for: a picture of the patient, a map with numbers, a mask, a report, the rejection of what was filed. */
export type Role = 'picture' | 'map' | 'segmentation' | 'report' | 'rejection';

/** What is filed beside the layers of a result. */
export type Beside = 'findings' | 'region' | 'report' | 'rejection';

/** One series of a filing. */
export interface FiledSeries {
  role: Role;
  /** Of a layer of the result. */
  kind?: Kind | undefined;
  /** What is no layer: reports, rejections, the segmentations of findings and of the region that was filled. */
  beside?: Beside | undefined;
  /** From 1; where there are several pictures of one kind. */
  sample?: number | undefined;
  /** As the DICOM attribute has it: MR, CT, SEG, SR, KO. */
  modality: string;
  number: number;
  description: string;
  seriesUid: string;
  instances: readonly FiledInstance[];
}

/** Everything that one work leaves in the archive. */
export interface Filing {
  /** Key of the work: hash of source, model, settings and engine, as `workKey` gives it. The same work has the same key and UIDs. */
  work: string;
  studyUid: string;
  /** In the order in which they are to be stored: pictures, maps, segmentations, then the report that refers to them. */
  series: readonly FiledSeries[];
}
