import { DiffusionError } from '../../src/core/errors';
import { paddingRanges } from '../../src/dicom/padding';
import { pixelFormat } from '../../src/dicom/pixelFormat';
import { naturalObject } from '../../src/dicom/sourceImage';
import type { VolumeGrid } from '../../src/volume/Volume';
import { frameOfImage, headerOf } from './header';

/** Values that hold no image, as the headers of the images declare them, in the viewer's order; undefined where none does. */
export function declaredPadding(imageIds: readonly string[]): VolumeGrid['padding'] {
  const padding = imageIds.map((imageId) => {
    const header = headerOf(imageId);
    try {
      return paddingRanges(pixelFormat(naturalObject(header, frameOfImage(imageId, header))));
    } catch (thrown) {
      // What cannot be filed may be read all the same: the viewer has decoded it.
      if (thrown instanceof DiffusionError) return [];
      throw thrown;
    }
  });
  return padding.some((ranges) => ranges.length > 0) ? padding : undefined;
}
