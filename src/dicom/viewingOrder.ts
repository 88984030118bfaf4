import { dot, minus } from '../volume/vectors';
import { normalOf } from '../volume/plane';
import type { SlicePlane } from '../volume/Volume';

/** What OHIF 3.13 lets cosines and steps differ in where it calls a series a volume (`isDisplaySetReconstructable`). */
const COSINE = 0.01;
const STEP = 0.2;

/** An image as far as its place in a list depends on it. */
export interface ListedImage {
  instanceNumber: number | undefined;
  sopInstanceUid: string;
  /** From 1, of an image with several. */
  frame?: number | undefined;
  plane: SlicePlane | undefined;
}

const compare = (a: string, b: string) => (a < b ? -1 : Number(a > b));

function alike(plane: SlicePlane, first: SlicePlane): boolean {
  const cosines = (one: SlicePlane) => [...one.rowCosines, ...one.columnCosines];
  const own = cosines(first);
  return (
    plane.rows === first.rows && plane.columns === first.columns && cosines(plane).every((v, k) => Math.abs(v - (own[k] ?? NaN)) < COSINE)
  );
}

/** Whether planes, in the order of their normal, are even, or would be with slices that are missing. */
function regular(planes: readonly SlicePlane[]): boolean {
  const length = (a: SlicePlane, b: SlicePlane) => Math.hypot(...minus(a.position, b.position));
  const [first, last] = [planes[0], planes.at(-1)];
  if (!first || !last || planes.length < 3) return true;
  const mean = length(first, last) / (planes.length - 1);
  return planes.slice(1).every((plane, k) => {
    const step = length(plane, planes[k] ?? plane);
    const times = Math.max(1, Math.round(step / mean));
    return Math.abs(step - times * mean) < STEP * mean * times;
  });
}

/**
 * The order in which OHIF lists the images of a series: what is a volume to it from the far end of its normal (axial: head first), anything else by
 * Instance Number. The numbers of slices that a person is told count in it, from 1.
 *
 * @returns places in `images`
 */
export function viewingOrder(images: readonly ListedImage[]): number[] {
  const number = ({ instanceNumber = 0 }: ListedImage) => instanceNumber;
  const byNumber = images
    .map((image, index) => ({ image, index }))
    .sort(
      (a, b) =>
        number(a.image) - number(b.image) ||
        compare(a.image.sopInstanceUid, b.image.sopInstanceUid) ||
        (a.image.frame ?? 0) - (b.image.frame ?? 0),
    );
  const placed = byNumber.flatMap(({ image: { plane, frame }, index }) => (plane && frame === undefined ? { plane, index } : []));
  const [first] = placed;
  const listed = byNumber.map(({ index }) => index);
  if (!first || placed.length < images.length || !placed.every(({ plane }) => alike(plane, first.plane))) return listed;
  const height = ({ plane }: { plane: SlicePlane }) => dot(minus(plane.position, first.plane.position), normalOf(first.plane));
  const falling = placed.sort((a, b) => height(b) - height(a));
  return regular(falling.map(({ plane }) => plane)) ? falling.map(({ index }) => index) : listed;
}
