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
type Stored = readonly (Int32Array | Int16Array | Uint16Array)[];

const saysTheSame = (a: Dataset, b: Dataset): boolean =>
  COMPARED.every((keyword) => JSON.stringify(a.values(keyword)) === JSON.stringify(b.values(keyword)));

const sameStored = (one: Stored, other: Stored): boolean =>
  one.length === other.length && one.every((frame, f) => frame.every((value, n) => value === other[f]?.[n]));

/**
 * Each image once: the same one under two file names counts once, and is accounted for. One image sent twice may differ in what an archive writes
 * into it, and in how its pixels are packed. Of copies of which one cannot be read, another is kept.
 *
 * @throws DiffusionError MIXED_IMAGES where different images carry one SOP Instance UID, and what `Account.miss` throws
 */
export async function eachOnce(images: readonly Dataset[], account: Account, pixels: (of: Dataset) => Promise<Stored>): Promise<Dataset[]> {
  const attempt = (of: Dataset) => pixels(of).catch((thrown: unknown) => void account.miss(thrown));
  const kept: Dataset[] = [];
  let differing = 0;
  for (const [uid, alike] of grouped(images, 'SOPInstanceUID')) {
    if (uid === '') {
      kept.push(...alike);
      continue;
    }
    let first = at(alike, 0);
    for (const again of alike.slice(1)) {
      if (sameBytes(first.file, again.file)) {
        account.leave('the same image again');
        continue;
      }
      if (!saysTheSame(first, again)) {
        differing++;
        continue;
      }
      const other = await attempt(again);
      if (!other) continue;
      const one = await attempt(first);
      if (!one) first = again;
      else if (sameStored(one, other)) account.leave('the same image again');
      else differing++;
    }
    kept.push(first);
  }
  if (differing > 0) {
    const measured = `${differing + 1} different images under one SOP Instance UID`;
    throw new DiffusionError('MIXED_IMAGES', { measured, allowed: 'one' });
  }
  return kept;
}
