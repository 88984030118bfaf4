import type { Archive } from '../../src/archive/Archive';
import { retrieveInstance } from '../../src/archive/retrieve';
import { at } from '../../src/core/at';
import { readDataset } from '../../src/dicom/dataset';
import { pixelFormat } from '../../src/dicom/pixelFormat';
import { storedPixels } from '../../src/dicom/pixels';
import { texts } from '../../src/dicom/sourceHeader';
import { viewedImage } from '../../src/dicom/sourceImage';
import { frameOfImage, headerOf } from '../host/header';
import { pacing } from '../run/pieces';
import type { Delivery } from '../run/RunData';

const EXPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2.1';

/**
 * Whether the middle image of the source has, in the archive, the pixels that the run has read: somebody may have sent it again since the
 * study was opened. True as well where it cannot be told (frames, an archive that does not unpack, images that are not there).
 */
export async function sourceUnchanged(
  { series, source, stack }: Pick<Delivery, 'series' | 'source' | 'stack'>,
  archive: Archive,
  signal: AbortSignal,
): Promise<boolean> {
  const k = source.slices.length >> 1;
  const imageId = series.imageIds[stack.listedAt(k)] ?? '';
  const instance = headerOf(imageId);
  if (frameOfImage(imageId, instance) !== undefined) return true;
  try {
    const { header } = viewedImage(instance, () => undefined);
    const [studyUid = '', seriesUid = '', sopInstanceUid = ''] = ['StudyInstanceUID', 'SeriesInstanceUID', 'SOPInstanceUID'].map(
      (keyword) => texts(header, keyword)[0],
    );
    // What follows is done once, by code that is not warm yet: at one go it would hold the page up.
    const pause = pacing();
    const file = await retrieveInstance(archive, { studyUid, seriesUid, sopInstanceUid }, signal, EXPLICIT_LITTLE_ENDIAN);
    await pause();
    const dataset = file && readDataset(file.slice().buffer);
    if (!dataset) return true;
    await pause();
    const format = pixelFormat(dataset);
    const stored = await storedPixels(dataset, format, {});
    await pause();
    const read = at(source.slices, k);
    if (stored.length !== read.length) return false;
    const { slope, intercept } = format;
    // One stored step is a change; less is rounding on the way.
    return stored.every((value, n) => Math.abs(slope * value + intercept - (read[n] ?? NaN)) < Math.abs(slope) / 2);
  } catch {
    return true;
  }
}
