import { Canvas } from '../pictures/canvas';
import { encodePng } from '../pictures/png';
import { axialTurn, toAxial } from '../../../src/volume/canonicalAxial';
import type { Volume } from '../../../src/volume/Volume';
import { intensityUnit } from '../../../src/volume/intensity';

const SLICES = 8;
const WIDTH = 128;
/** Few greys: small files. */
const GREYS = 24;
const [RED, GREEN] = [
  [255, 48, 48],
  [64, 208, 64],
];

type Stack = ReturnType<typeof toAxial>;

/** Whether a pixel of a mask has a neighbour outside it. */
function onOutline({ slices, rows, columns }: Stack, k: number, r: number, c: number): boolean {
  const inside = (y: number, x: number) => y >= 0 && x >= 0 && y < rows && x < columns && slices[k]?.[y * columns + x] === 1;
  return inside(r, c) && !(inside(r - 1, c) && inside(r + 1, c) && inside(r, c - 1) && inside(r, c + 1));
}

/** Slices spread over a series as a radiologist looks at them, the outline of the reference in green and of the mask in red; a PNG file. */
export function drawOutlines(volume: Volume, mask: readonly Uint8Array[], reference: readonly Uint8Array[] | undefined): Buffer {
  const turn = volume.axes && axialTurn(volume.axes);
  if (!turn) throw new Error('The series is not axial.');
  const stack = toAxial(volume, turn);
  const turned = (masks: readonly Uint8Array[]) => toAxial({ ...volume, slices: masks.map((m) => Float32Array.from(m)) }, turn);
  const outlines = [...(reference ? [{ stack: turned(reference), colour: GREEN }] : []), { stack: turned(mask), colour: RED }];
  const top = 1.1 * intensityUnit(volume.slices, 98, 0.12);
  const { rows, columns, spacing, slices } = stack;
  const number = Math.min(SLICES, slices.length);
  const height = Math.round((WIDTH * rows * spacing.y) / (columns * spacing.x));
  const canvas = new Canvas(number * (WIDTH + 2) - 2, height, 3, 0);
  for (let n = 0; n < number; n++) {
    const k = number === 1 ? 0 : Math.round((n * (slices.length - 1)) / (number - 1));
    const at = (x: number, y: number) =>
      [rows - 1 - Math.floor(((y + 0.5) * rows) / height), columns - 1 - Math.floor(((x + 0.5) * columns) / WIDTH)] as const;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < WIDTH; x++) {
        const [r, c] = at(x, y);
        const share = Math.min(1, Math.max(0, (slices[k]?.[r * columns + c] ?? 0) / top));
        const grey = Math.round((255 * Math.round(share * (GREYS - 1))) / (GREYS - 1));
        canvas.point(n * (WIDTH + 2) + x, y, [grey, grey, grey]);
      }
    }
    // Where pixels are left out, an outline would have gaps: every pixel of it is put where it falls.
    for (const { stack: masks, colour } of outlines) {
      for (let r = 0; r < rows; r++) {
        for (let c = 0; c < columns; c++) {
          if (!onOutline(masks, k, r, c)) continue;
          const [x, y] = [Math.floor(((columns - 0.5 - c) * WIDTH) / columns), Math.floor(((rows - 0.5 - r) * height) / rows)];
          canvas.point(n * (WIDTH + 2) + x, y, colour ?? []);
        }
      }
    }
  }
  return encodePng(canvas.raster);
}
