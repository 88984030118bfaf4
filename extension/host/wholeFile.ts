import { DiffusionError } from '../../src/core/errors';
import { type Dataset, readDataset } from '../../src/dicom/dataset';
import { pixelFormat } from '../../src/dicom/pixelFormat';
import { type PixelDecoders, storedPixels } from '../../src/dicom/pixels';
import { planeOf as planeIn } from '../../src/dicom/slicePlane';
import type { SlicePlane } from '../../src/volume/Volume';
import { planeOf } from './activeSeries';
import { fileBytes } from './fileBytes';
import { frameOfImage, headerOf } from './header';
import type { FileSlice, SliceFormat } from './storedSlice';
import { checkUnlisted } from './unlistedFiles';

const near = (a: readonly number[], b: readonly number[]) =>
  a.length === b.length && a.every((one, n) => Math.abs(one - (b[n] ?? NaN)) <= 1e-6 * Math.max(1, Math.abs(one)));

const FACTS: Readonly<Record<string, (plane: SlicePlane) => readonly number[]>> = {
  Rows: ({ rows }) => [rows],
  Columns: ({ columns }) => [columns],
  ImagePositionPatient: ({ position }) => position,
  ImageOrientationPatient: ({ rowCosines, columnCosines }) => [...rowCosines, ...columnCosines],
  PixelSpacing: ({ rowSpacing, columnSpacing }) => [rowSpacing, columnSpacing],
};

/**
 * The rules have seen the viewer's reading of the header, which is lenient: of a damaged one it makes something, and `1,5` becomes 15.
 *
 * @throws DiffusionError HEADER_NUMBER
 */
function checkHeader(imageId: string, file: Dataset, shown: SliceFormat | undefined): void {
  const refuse = (keyword: string): never => {
    throw new DiffusionError('HEADER_NUMBER', { measured: `${keyword}, which can be read in two ways`, allowed: 'one' });
  };
  const [own, seen] = [planeIn(file), planeOf(imageId)];
  for (const [keyword, of] of Object.entries(FACTS)) if (!near(own ? of(own) : [], seen ? of(seen) : [])) refuse(keyword);
  const { padding, paddingLimit } = pixelFormat(file);
  if (padding !== shown?.padding || paddingLimit !== shown?.paddingLimit) refuse('PixelPaddingValue');
  const { Modality: modality } = headerOf(imageId);
  if (modality !== file.text('Modality')) refuse('Modality');
}

/** Slices of files, each from the file itself and by the very code of the command line: what the viewer makes of a damaged file is not relied on. */
export function wholeFiles(decoders: PixelDecoders) {
  /** Once for each reading of a series. */
  let complete: Promise<void> | undefined;
  /** The frames of a file are asked for one by one. */
  let last: { address: string; dataset: Promise<Dataset>; frames?: Dataset[] } | undefined;

  const open = async (bytes: Promise<ArrayBuffer>): Promise<Dataset> => {
    const dataset = readDataset(await bytes);
    if (!dataset) throw new DiffusionError('DICOM_DAMAGED', { measured: 'a file that is no DICOM image' });
    return dataset;
  };

  /**
   * @param shown what the viewer's header says of the slice
   * @returns undefined where the viewer hands no file over
   * @throws DiffusionError HEADER_NUMBER, DICOM_DAMAGED, DICOM_UNSUPPORTED, COLOUR_IMAGE, FILES_LEFT_OUT, MIXED_IMAGES
   */
  return async (imageId: string, shown: SliceFormat | undefined): Promise<FileSlice | undefined> => {
    const address = imageId.replace(/[?&]frame=\d+/, '');
    if (last?.address !== address) {
      const bytes = fileBytes(address);
      if (!bytes) return undefined;
      last = { address, dataset: open(bytes) };
    }
    const opened = last;
    const object = await opened.dataset;
    await (complete ??= checkUnlisted(imageId, decoders));
    const frame = frameOfImage(imageId, { NumberOfFrames: object.number('NumberOfFrames'), SOPClassUID: object.text('SOPClassUID') });
    const file = frame === undefined ? object : (opened.frames ??= object.frames())[frame - 1];
    if (!file) throw new DiffusionError('DICOM_DAMAGED', { measured: `${opened.frames?.length} frames`, allowed: `${frame} or more` });
    checkHeader(imageId, file, shown);
    const format = { ...pixelFormat(file), suvbw: shown?.suvbw };
    return { stored: await storedPixels(file, format, decoders), format };
  };
}
