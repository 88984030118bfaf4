import { DiffusionError } from '../../src/core/errors';
import { isMultiFrame } from '../../src/dicom/classes';
import { type Dataset, readDataset } from '../../src/dicom/dataset';
import { Account } from '../../src/dicom/gather';
import { eachOnce } from '../../src/dicom/once';
import { pixelFormat } from '../../src/dicom/pixelFormat';
import { type PixelDecoders, storedPixels } from '../../src/dicom/pixels';
import { headerOf } from './header';
import { host } from './host';
import { fileBytes } from './fileBytes';

const LOCAL = 'dicomfile:';

/** Numbers of the dropped files that the viewer lists, by SOP Instance UID. */
function listedFiles(): Map<string, number> {
  const sets = host().services.displaySetService.getActiveDisplaySets();
  const instances = sets.flatMap(({ instances: own = [], instance }) => [...own, ...(instance ? [instance] : [])]);
  const numbered = instances.flatMap(({ SOPInstanceUID, url }) =>
    typeof url === 'string' && url.startsWith(LOCAL) ? [[SOPInstanceUID, Number.parseInt(url.slice(LOCAL.length), 10)] as const] : [],
  );
  return new Map(numbered);
}

const bytesOf = (number: number): Promise<ArrayBuffer | undefined> =>
  Promise.resolve(fileBytes(`${LOCAL}${number}`)).catch(() => undefined);

/** Whether a file that cannot be read names a series, in whatever place. */
const names = (file: ArrayBuffer, uid: string): boolean => new TextDecoder('latin1').decode(file).includes(uid);

const framesOf = (dataset: Dataset, decoders: PixelDecoders) =>
  isMultiFrame(dataset.text('SOPClassUID'))
    ? Promise.all(dataset.frames().map((frame) => storedPixels(frame, pixelFormat(frame), decoders)))
    : storedPixels(dataset, pixelFormat(dataset), decoders).then((stored) => [stored]);

/**
 * OHIF leaves out of its list what its parser fails on, and the second of two files of one SOP Instance UID, without a word: a series that has lost its last
 * slice looks whole. The files are numbered as they came.
 *
 * @param imageId of the series
 * @throws DiffusionError FILES_LEFT_OUT; MIXED_IMAGES where the file that is left out is another image of the same UID
 */
export async function checkUnlisted(imageId: string, decoders: PixelDecoders): Promise<void> {
  if (!imageId.startsWith(LOCAL)) return;
  const series = String(headerOf(imageId).SeriesInstanceUID);
  const listed = listedFiles();
  const numbers = new Set(listed.values());
  const last = Math.max(...numbers);
  let left = 0;
  for (let number = 0; ; number++) {
    if (numbers.has(number)) continue;
    const file = await bytesOf(number);
    if (!file && number > last) break;
    if (!file) continue;
    let dataset: Dataset | undefined;
    try {
      dataset = readDataset(file);
    } catch {
      if (names(file, series)) left++;
      continue;
    }
    if (dataset?.text('SeriesInstanceUID') !== series) continue;
    const twin = await bytesOf(listed.get(dataset.text('SOPInstanceUID')) ?? NaN);
    const other = twin && readDataset(twin);
    if (other) await eachOnce([other, dataset], new Account(false), (one) => framesOf(one, decoders));
    else left++;
  }
  if (left > 0) throw new DiffusionError('FILES_LEFT_OUT', { measured: `${left} of the files that were opened` });
}
