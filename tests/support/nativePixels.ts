import type { Dataset } from '../../src/dicom/dataset';
import { pixelElement } from '../../src/dicom/pixelElement';

/** The bytes of native pixels, on their own: any number may be read from them. */
export const nativePixels = (dataset: Dataset): ArrayBuffer => {
  const { native } = pixelElement(dataset.file) ?? {};
  if (!native) throw new Error('no native pixels');
  return native.slice().buffer;
};
