import { DiffusionError, type Remark } from './errors';

const rising = (slices: readonly number[], place: (index: number) => number): number[] => slices.map(place).sort((a, b) => a - b);

/** Remarks of slices that are counted otherwise. */
export const remarksOf = (remarks: readonly Remark[], place: (index: number) => number): Remark[] =>
  remarks.map(({ slices, ...remark }) => ({ ...remark, ...(slices && { slices: rising(slices, place) }) }));

/** Anything thrown, of slices that are counted otherwise. */
export const thrownOf = (thrown: unknown, place: (index: number) => number): unknown =>
  thrown instanceof DiffusionError && thrown.slices ? thrown.ofSlices(rising(thrown.slices, place)) : thrown;
