import type { Picture } from './picture';

/** Pixels of each connected part (neighbours share a side) of what is not zero. */
export function components({ rows, columns, data }: Picture): number[][] {
  const seen = new Uint8Array(data.length);
  const parts: number[][] = [];
  for (let first = 0; first < data.length; first++) {
    if (!data[first] || seen[first]) continue;
    const part = [first];
    seen[first] = 1;
    for (let k = 0; k < part.length; k++) {
      const i = part[k] ?? 0;
      const [row, column] = [Math.floor(i / columns), i % columns];
      const beside = [
        column > 0 ? i - 1 : -1,
        column < columns - 1 ? i + 1 : -1,
        row > 0 ? i - columns : -1,
        row < rows - 1 ? i + columns : -1,
      ];
      for (const j of beside) {
        if (j < 0 || !data[j] || seen[j]) continue;
        seen[j] = 1;
        part.push(j);
      }
    }
    parts.push(part);
  }
  return parts;
}
