/** A piece of an outline between two corners of pixels: column, row of its ends (pixel middles are whole numbers). */
export type Edge = readonly [column: number, row: number, column2: number, row2: number];

/** The outline of a mask along the borders of its pixels, straight runs joined: what lies inside is exactly what was marked. */
export function edges(mask: Uint8Array, rows: number, columns: number): Edge[] {
  const inside = (row: number, column: number) =>
    row >= 0 && row < rows && column >= 0 && column < columns && mask[row * columns + column] !== 0;
  const found: Edge[] = [];
  for (let row = 0; row <= rows; row++) {
    for (let column = 0; column < columns; column++) {
      const first = column;
      while (column < columns && inside(row - 1, column) !== inside(row, column)) column++;
      if (column > first) found.push([first - 0.5, row - 0.5, column - 0.5, row - 0.5]);
    }
  }
  for (let column = 0; column <= columns; column++) {
    for (let row = 0; row < rows; row++) {
      const first = row;
      while (row < rows && inside(row, column - 1) !== inside(row, column)) row++;
      if (row > first) found.push([column - 0.5, first - 0.5, column - 0.5, row - 0.5]);
    }
  }
  return found;
}
