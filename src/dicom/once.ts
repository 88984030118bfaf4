import { at } from '../core/at';
import { DiffusionError } from '../core/errors';
import type { Dataset } from './dataset';
import { type Account, grouped } from './gather';

/** What makes two images the same, beside their pixels. */
const COMPARED = [
  ...['Rows', 'Columns', 'NumberOfFrames', 'BitsAllocated', 'PixelRepresentation', 'RescaleSlope', 'RescaleIntercept'],
  ...['ImagePositionPatient', 'ImageOrientationPatient', 'PixelSpacing', 'SeriesInstanceUID', 'EchoTime', 'ImageType'],
];

const sameBytes = (a: ArrayBuffer, b: ArrayBuffer): boolean => {
  const [one, other] = [new Uint8Array(a), new Uint8Array(b)];
  return one.length === other.length && one.every((byte, n) => byte === other[n]);
};

/** Stored values of each frame. */
type Pixels = (of: Dataset) => Promise<readonly (Int32Array | Int16Array | Uint16Array)[]>;

/** One image sent twice may differ in what an archive writes into it, and in how its pixels are packed. */
async function sameImage(a: Dataset, b: Dataset, pixels: Pixels): Promise<boolean> {
  if (sameBytes(a.file, b.file)) return true;
  if (COMPARED.some((keyword) => JSON.stringify(a.values(keyword)) !== JSON.stringify(b.values(keyword)))) return false;
  const [one, other] = [await pixels(a), await pixels(b)];
  return one.length === other.length && one.every((frame, f) => frame.every((value, n) => value === other[f]?.[n]));
}

/**
 * Each image once: the same one under two file names counts once, and is accounted for.
 *
 * @throws DiffusionError MIXED_IMAGES where different images carry one SOP Instance UID
 */
export async function eachOnce(images: readonly Dataset[], account: Account, pixels: Pixels): Promise<Dataset[]> {
  const kept: Dataset[] = [];
  let differing = 0;
  for (const [uid, alike] of grouped(images, 'SOPInstanceUID')) {
    if (uid === '') {
      kept.push(...alike);
      continue;
    }
    const first = at(alike, 0);
    kept.push(first);
    for (const again of alike.slice(1)) {
      if (await sameImage(first, again, pixels)) account.leave('the same image again');
      else differing++;
    }
  }
  if (differing > 0) {
    const measured = `${differing + 1} different images under one SOP Instance UID`;
    throw new DiffusionError('MIXED_IMAGES', { measured, allowed: 'one' });
  }
  return kept;
}
