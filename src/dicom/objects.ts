import type { Dataset } from './dataset';

const STORAGE = '1.2.840.10008.5.1.4.1.1.';

/** Objects that lie beside the images of a study, by the beginning of their SOP class; the first row that fits counts. */
const OTHERS: readonly (readonly [root: string, name: string])[] = [
  ['66.4', 'segmentation'],
  ['66.7', 'segmentation'],
  ['66', 'registration or raw data'],
  ['88.59', 'key object selection'],
  ['88', 'report'],
  ['11', 'presentation state'],
  ['481.2', 'dose'],
  ['481.3', 'structure set'],
  ['481', 'radiotherapy object'],
  ['104', 'encapsulated document'],
  ['30', 'parametric map'],
  ['4.2', 'spectroscopy'],
  ['9', 'waveform'],
];

/** What an object is that is no picture, in words; undefined for images, damaged ones among them. */
export function otherObject(dataset: Dataset): string | undefined {
  const sopClass = dataset.text('SOPClassUID');
  const isOf = (root: string) => sopClass === STORAGE + root || sopClass.startsWith(`${STORAGE}${root}.`);
  const known = OTHERS.find(([root]) => isOf(root));
  if (known) return known[1];
  // A header that has slipped by some bytes says nothing at all.
  const image =
    sopClass === '' || sopClass.startsWith(STORAGE) || dataset.number('Rows') !== undefined || dataset.element('PixelData') !== undefined;
  return image ? undefined : 'object without an image';
}
