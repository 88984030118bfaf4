import { viewingOrder, type ListedImage } from '../../src/dicom/viewingOrder';
import type { SlicePlane } from '../../src/volume/Volume';
import { plane } from '../support/planes';

const image = (instanceNumber: number, own: SlicePlane | undefined, more: Partial<ListedImage> = {}): ListedImage => ({
  instanceNumber,
  sopInstanceUid: `1.2.${instanceNumber}`,
  plane: own,
  ...more,
});
/** Heights in the order of the files, whose instance numbers rise. */
const heights = (...list: number[]) => list.map((z, k) => image(k + 1, plane(z)));

describe('the order in which the viewer lists a series', () => {
  it.each<[string, ListedImage[], number[]]>([
    ['an even stack: from the head', heights(5, 0, 15, 10), [2, 3, 0, 1]],
    ['a stack with one slice of many missing: too', heights(0, 4, 8, 12, 20, 24, 28, 32), [7, 6, 5, 4, 3, 2, 1, 0]],
    ['a stack with one slice of few missing: by Instance Number', heights(0, 4, 12, 16), [0, 1, 2, 3]],
    ['steps within a fifth of their mean: too', heights(0, 4, 8.5, 12), [3, 2, 1, 0]],
    ['uneven steps: by Instance Number', heights(0, 4, 10, 13).reverse(), [3, 2, 1, 0]],
    ['an image without a position: by Instance Number', [image(3, plane(0)), image(1, undefined), image(2, plane(5))], [1, 2, 0]],
    ['images of two sizes: by Instance Number', [image(2, plane(0)), image(1, plane(5, { rows: 8 })), image(3, plane(10))], [1, 0, 2]],
    [
      'images of two directions: by Instance Number',
      [image(2, plane(0)), image(1, plane(5, { rowCosines: [0, 1, 0], columnCosines: [0, 0, -1] }))],
      [1, 0],
    ],
    ['one Instance Number for all: by UID', ['b', 'c', 'a'].map((sopInstanceUid) => image(0, undefined, { sopInstanceUid })), [2, 0, 1]],
    ['frames: as they are stored', [2, 1, 3].map((frame) => image(1, plane(5 * frame), { frame, sopInstanceUid: '1' })), [1, 0, 2]],
    [
      'a sagittal stack: from the far end of its normal',
      [0, 5, 10].map((x, k) => image(k + 1, plane(0, { position: [x, 0, 0], rowCosines: [0, 1, 0], columnCosines: [0, 0, -1] }))),
      [0, 1, 2],
    ],
  ])('%s', (_, images, order) => {
    expect(viewingOrder(images)).toEqual(order);
  });
});
