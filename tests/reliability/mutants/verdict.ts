import { createHash } from 'node:crypto';
import { DECODERS } from '../../../src/cli/decoders';
import { DiffusionError } from '../../../src/core/errors';
import { isDicom } from '../../../src/dicom/partTen';
import { readSeries, type DicomSeries } from '../../../src/dicom/readSeries';

/** What pydicom reads of a file (reference.py). */
export interface Reference {
  sha: string | null;
  fault?: string;
  Rows?: number[] | null;
  Columns?: number[] | null;
  RescaleSlope?: number[] | null;
  RescaleIntercept?: number[] | null;
  ImagePositionPatient?: number[] | null;
  ImageOrientationPatient?: number[] | null;
  PixelSpacing?: number[] | null;
}

const shaOf = (images: DicomSeries['images']): string => {
  const hash = createHash('sha256');
  const framed = [...images].sort((a, b) => (a.frame ?? 0) - (b.frame ?? 0));
  for (const { stored } of framed) hash.update(new Uint8Array(Int32Array.from(stored).buffer));
  return hash.digest('hex').slice(0, 16);
};

export const near = (a: readonly number[], b: readonly number[] | null | undefined, room: number) =>
  a.length === b?.length && a.every((one, n) => Math.abs(one - (b[n] ?? NaN)) <= room * Math.max(1, Math.abs(one)));

/** What the values and their places differ in; undefined where they are the same. */
export function difference({ images, planes, volume }: DicomSeries, wanted: Reference): string | undefined {
  const [image, plane] = [images[0], planes[0]];
  if (!image || wanted.sha === null) return 'no reference';
  const { format, frame } = image;
  if (shaOf(images) !== wanted.sha) return 'stored values';
  if (!near([volume.rows], wanted.Rows, 0) || !near([volume.columns], wanted.Columns, 0)) return 'size';
  // What an enhanced object says of its frames is compared in the generated series.
  if (frame !== undefined) return undefined;
  if (!near([format.slope], wanted.RescaleSlope ?? [1], 1e-9) && !(wanted.RescaleSlope?.[0] === 0 && format.slope === 1)) return 'slope';
  if (!near([format.intercept], wanted.RescaleIntercept ?? [0], 1e-9)) return 'intercept';
  if (plane === undefined) return undefined;
  if (!near(plane.position, wanted.ImagePositionPatient, 1e-9)) return 'position';
  if (!near([...plane.rowCosines, ...plane.columnCosines], wanted.ImageOrientationPatient, 0.02)) return 'orientation';
  return near([plane.rowSpacing, plane.columnSpacing], wanted.PixelSpacing, 1e-9) ? undefined : 'pixel spacing';
}

export interface Verdict {
  /** right: as pydicom reads it; as before: as it reads the file that was changed. */
  kind: 'right' | 'as before' | 'refused' | 'INTERNAL' | 'WRONG';
  said: string;
  ms: number;
}

/** Reads a file alone as the command line does, and compares. @param before what pydicom reads of the file that a mutant was made of, where the change is none to its values */
export async function verdictOf(bytes: Uint8Array, wanted: Reference, before?: Reference): Promise<Verdict> {
  const began = performance.now();
  const ended = (kind: Verdict['kind'], said: string): Verdict => ({ kind, said, ms: performance.now() - began });
  try {
    if (!isDicom(bytes.subarray(0, 140))) return ended('refused', 'INPUT_UNREADABLE');
    const read = await readSeries([Uint8Array.from(bytes).buffer], DECODERS, { stack: true, oneSlice: true });
    const found = difference(read, wanted);
    if (found === undefined) return ended('right', '');
    if (before && difference(read, before) === undefined) return ended('as before', '');
    return ended('WRONG', found);
  } catch (thrown) {
    const { code } = DiffusionError.from(thrown);
    return code === 'INTERNAL' ? ended('INTERNAL', String((thrown as Error).stack).slice(0, 400)) : ended('refused', code);
  }
}
