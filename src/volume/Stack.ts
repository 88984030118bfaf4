import { DiffusionError, type Remark } from '../core/errors';
import { distanceTo, toPixel, toWorld, type PixelPoint } from './plane';
import type { SlicePlane, Vector3, VolumeGrid } from './Volume';

declare const ORDER: unique symbol;
/** Index of a slice, from 0, as the viewer or the file lists it. */
export type Listed = number & { readonly [ORDER]: 'listed' };
/** Index of a slice, from 0, along the normal: the order of `Volume.slices` and of every layer of a result. */
export type Along = number & { readonly [ORDER]: 'along the normal' };

const missing = (index: number, count: number) => new DiffusionError('MISSING_SLICE', { measured: `no slice ${index + 1} of ${count}` });

/**
 * The slices of a series in both orders: as they are listed, and along the normal. The one place that turns one into the other; a slice that
 * is not there is an error with its number, never zeros.
 */
export class Stack {
  private readonly places: readonly Along[];

  /**
   * @param planes as listed
   * @param order `order[k]` is the place, in the list, of the k-th slice along the normal
   * @param spacing mm: between columns, between rows, between slices (the usual step where they are not even)
   * @param gaps where slices are missing, unevenly spaced or not above each other: there are no planes across them
   */
  constructor(
    readonly planes: readonly SlicePlane[],
    private readonly order: readonly number[],
    readonly spacing: Vector3,
    readonly gaps: readonly Remark[] = [],
  ) {
    const places: Along[] = [];
    order.forEach((listed, k) => (places[listed] = k as Along));
    this.places = places;
  }

  /** mm; undefined where it is not the same throughout. */
  get evenSpacing(): number | undefined {
    return this.gaps.length > 0 ? undefined : this.spacing[2];
  }

  get count(): number {
    return this.order.length;
  }

  /** How the slices lie in the patient. */
  get axes(): Pick<SlicePlane, 'rowCosines' | 'columnCosines'> {
    const { rowCosines, columnCosines } = this.plane(0 as Along);
    return { rowCosines, columnCosines };
  }

  /** @throws DiffusionError MISSING_SLICE */
  plane(k: Along): SlicePlane {
    const plane = this.planes[this.listedAt(k)];
    if (!plane) throw missing(k, this.count);
    return plane;
  }

  /** @throws DiffusionError MISSING_SLICE */
  listedAt(k: number): Listed {
    const listed = this.order[k];
    if (listed === undefined) throw missing(k, this.count);
    return listed as Listed;
  }

  /** @throws DiffusionError MISSING_SLICE */
  alongAt(listed: number): Along {
    const k = this.places[listed];
    if (k === undefined) throw missing(listed, this.count);
    return k;
  }

  /**
   * One thing per slice, as listed → along the normal.
   *
   * @throws DiffusionError MISSING_SLICE with the number of the first one that is not there
   */
  along<T extends object | number | boolean>(listed: readonly (T | undefined)[]): T[] {
    return this.order.map((index) => {
      const one = listed[index];
      if (one === undefined) throw missing(index, this.count);
      return one;
    });
  }

  /**
   * One thing per slice, along the normal → as listed.
   *
   * @throws DiffusionError MISSING_SLICE
   */
  listed<T extends object | number | boolean>(along: readonly (T | undefined)[]): T[] {
    return this.places.map((k) => {
      const one = along[k];
      if (one === undefined) throw missing(k, this.count);
      return one;
    });
  }

  /** Masks as listed → along the normal; a slice without one has nothing inside. */
  masksAlong<T>(listed: readonly (T | undefined)[]): (T | undefined)[] {
    return this.order.map((index) => listed[index]);
  }

  /** Masks along the normal → as listed. */
  masksListed<T>(along: readonly (T | undefined)[]): (T | undefined)[] {
    return this.places.map((k) => along[k]);
  }

  /** Numbers from 1, as listed and rising, of the slices that have a flag; the flags lie along the normal. */
  numbersOf(flags: readonly boolean[]): number[] {
    return this.order.flatMap((index, k) => (flags[k] ? [index + 1] : [])).sort((a, b) => a - b);
  }

  /** Where a pixel of a slice lies in the patient, mm. */
  toWorld(k: Along, place: PixelPoint): Vector3 {
    return toWorld(this.plane(k), place);
  }

  /** The slice nearest to a point of the patient (mm), and the place in it. */
  toPixel(point: Vector3): { slice: Along; place: PixelPoint } {
    const distances = this.order.map((_, k) => distanceTo(point, this.plane(k as Along)));
    const slice = distances.indexOf(Math.min(...distances)) as Along;
    return { slice, place: toPixel(point, this.plane(slice)) };
  }

  /** The grid of a volume of this stack. */
  grid({ modality, units }: Pick<VolumeGrid, 'modality' | 'units'>): VolumeGrid {
    const { rows, columns } = this.plane(0 as Along);
    return { rows, columns, spacing: this.spacing, axes: this.axes, modality, units };
  }
}
