import { DiffusionError } from '../core/errors';
import { type Padding, paddingOf } from './padding';
import { type HeaderValues, numbersIn, texts } from './sourceHeader';

/** How one image stores its numbers: value = slope · stored + intercept. */
export interface PixelFormat extends Padding {
  rows: number;
  columns: number;
  bitsAllocated: 8 | 16 | 32;
  bitsStored: number;
  highBit: number;
  signed: boolean;
  slope: number;
  intercept: number;
}

/** @throws DiffusionError DICOM_DAMAGED, DICOM_UNSUPPORTED */
export function pixelFormat(header: HeaderValues): PixelFormat {
  const number = (keyword: string): number | undefined => numbersIn(header, keyword)[0];
  const need = (keyword: string): number => {
    const value = number(keyword);
    if (value === undefined || !Number.isInteger(value)) throw new DiffusionError('DICOM_DAMAGED', { measured: `no ${keyword}` });
    return value;
  };
  const refuse = (measured: string, allowed: string): never => {
    throw new DiffusionError('DICOM_UNSUPPORTED', { measured, allowed });
  };
  const bitsAllocated = need('BitsAllocated');
  if (bitsAllocated !== 8 && bitsAllocated !== 16 && bitsAllocated !== 32) return refuse(`${bitsAllocated} bits per pixel`, '8, 16 or 32');
  const photometric = texts(header, 'PhotometricInterpretation')[0] || 'MONOCHROME2';
  if (photometric === 'MONOCHROME1') refuse('an inverted image (MONOCHROME1)', 'MONOCHROME2');
  if (photometric !== 'MONOCHROME2') refuse(`an image of colours (${photometric})`, 'MONOCHROME2');
  for (const keyword of ['RescaleSlope', 'RescaleIntercept']) {
    const count = texts(header, keyword).length;
    if (count > 1) refuse(`${count} values of ${keyword}`, 'one');
  }
  if (header.values('ModalityLUTSequence').length > 0) refuse('a modality lookup table', 'a linear rescale');
  const bitsStored = need('BitsStored');
  const highBit = number('HighBit') ?? bitsStored - 1;
  if (!(bitsStored >= 1 && highBit >= bitsStored - 1 && highBit < bitsAllocated)) {
    const measured = `${bitsStored} bits stored up to bit ${highBit} of ${bitsAllocated}`;
    throw new DiffusionError('DICOM_DAMAGED', { measured, allowed: `up to bit ${bitsStored - 1}` });
  }
  const representation = need('PixelRepresentation');
  if (representation !== 0 && representation !== 1)
    throw new DiffusionError('DICOM_DAMAGED', { measured: `a Pixel Representation of ${representation}`, allowed: '0 or 1' });
  const signed = representation === 1;
  const slope = number('RescaleSlope') ?? 1;
  return {
    rows: need('Rows'),
    columns: need('Columns'),
    bitsAllocated,
    bitsStored,
    highBit,
    signed,
    slope: slope === 0 ? 1 : slope,
    intercept: number('RescaleIntercept') ?? 0,
    ...paddingOf(header, { bitsAllocated, signed }),
  };
}
