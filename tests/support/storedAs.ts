import { turnBack, turnGrid, turnSlice, type Turn } from '../../src/volume/turn';
import type { Volume } from '../../src/volume/Volume';

/** The eight ways in which the pixels of one and the same stack may be stored; each mirror and each exchange turns the normal round. */
export const STORED: readonly Turn[] = [false, true].flatMap((transpose) =>
  [false, true].flatMap((mirrorColumns) =>
    [false, true].map((mirrorRows) => ({
      ...{ transpose, mirrorColumns, mirrorRows },
      reverseSlices: [transpose, mirrorColumns, mirrorRows].filter(Boolean).length % 2 === 1,
    })),
  ),
);

export const storedName = ({ transpose, mirrorColumns, mirrorRows }: Turn): string =>
  [transpose && 'transposed', mirrorColumns && 'columns mirrored', mirrorRows && 'rows mirrored'].filter(Boolean).join(', ') || 'as shown';

const inOrder = <T>(list: readonly T[], { reverseSlices }: Turn): T[] => (reverseSlices ? [...list].reverse() : [...list]);

/** The same volume as another device would store it. */
export function storedAs({ slices, ...grid }: Volume, turn: Turn): Volume {
  const { rows, columns } = grid;
  return { ...turnGrid(grid, turn), slices: inOrder(slices, turn).map((slice) => turnSlice(slice, rows, columns, turn)) };
}

/** Masks that are stored in the same way. */
export const masksAs = (masks: readonly (Uint8Array | undefined)[], { rows, columns }: Pick<Volume, 'rows' | 'columns'>, turn: Turn) =>
  inOrder(masks, turn).map((mask) => mask && turnSlice(mask, rows, columns, turn));

/** Slices of a stored volume, as the volume shows them; rows × columns are the volume's. */
export const asShown = (slices: readonly Float32Array[], { rows, columns }: Pick<Volume, 'rows' | 'columns'>, turn: Turn) =>
  inOrder(slices, turn).map((slice) => turnBack(slice, rows, columns, turn));
