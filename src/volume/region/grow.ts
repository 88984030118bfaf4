import type { Vector3 } from '../Volume';

/** Per slice: not 0 inside; undefined where a slice has nothing inside. */
export type Masks = readonly (Uint8Array | undefined)[];

/** Steps (slices, rows, columns) to all voxels whose middle is not farther away than `mm`. */
function ball([columnSpacing, rowSpacing, sliceSpacing]: Vector3, mm: number): [number, number, number][] {
  const reach = (spacing: number) => Math.floor(mm / spacing);
  const [nz, ny, nx] = [reach(sliceSpacing), reach(rowSpacing), reach(columnSpacing)];
  const steps: [number, number, number][] = [];
  for (let z = -nz; z <= nz; z++)
    for (let y = -ny; y <= ny; y++)
      for (let x = -nx; x <= nx; x++)
        if (Math.hypot(z * sliceSpacing, y * rowSpacing, x * columnSpacing) <= mm + 1e-6) steps.push([z, y, x]);
  return steps;
}

/**
 * A region with everything that lies not farther than `mm` from it, in all three directions: with thick slices it stays on its own ones. Slices
 * are given in their order in space.
 *
 * @param spacing mm between columns, between rows, between slices
 */
export function grow(masks: Masks, { rows, columns, spacing }: { rows: number; columns: number; spacing: Vector3 }, mm: number): Masks {
  const steps = ball(spacing, mm);
  if (steps.length <= 1) return masks;
  const grown: (Uint8Array | undefined)[] = masks.map((mask) => mask?.slice());
  const isInside = (z: number, i: number) => Boolean(masks[z]?.[i]);
  masks.forEach((mask, z) =>
    mask?.forEach((value, i) => {
      const [row, column] = [Math.floor(i / columns), i % columns];
      // Inside the region there is nothing to add: only its border is walked.
      const within = column > 0 && column < columns - 1 && [i - 1, i + 1, i - columns, i + columns].every((j) => isInside(z, j));
      if (!value || (within && isInside(z - 1, i) && isInside(z + 1, i))) return;
      for (const [dz, dy, dx] of steps) {
        const [k, y, x] = [z + dz, row + dy, column + dx];
        if (k < 0 || k >= masks.length || y < 0 || y >= rows || x < 0 || x >= columns) continue;
        (grown[k] ??= new Uint8Array(rows * columns))[y * columns + x] = 1;
      }
    }),
  );
  return grown;
}
