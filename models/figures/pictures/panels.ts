import type { Picture } from '../metrics/picture';
import { Canvas } from './canvas';
import { ADVANCE, HEIGHT } from './font';
import { encodePng } from './png';

/** Grey levels that are tried, most first, until the file is small enough. */
const LEVELS = [256, 128, 64, 32, 16];
const MARGIN = 4;
const WHITE = [255];

/** A title as a part of a file name. */
export const slug = (title: string) =>
  title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/-$/, '');

export interface Panel {
  label: string;
  picture: Picture;
  /** Value drawn black, and value drawn white. */
  window: readonly [number, number];
}

/**
 * Axial slices stored with the first axis to the patient's right and the second to the front, side by side as a radiologist looks at them
 * (the patient's right at the left); small ones enlarged.
 *
 * @returns a PNG file of at most `bytes`, with fewer grey levels where that takes it
 */
export function panelRow(panels: readonly Panel[], bytes = 300_000): Buffer {
  const { rows, columns } = panels[0]?.picture ?? { rows: 0, columns: 0 };
  const zoom = rows < 130 ? 2 : 1;
  const [width, height] = [rows * zoom, columns * zoom];
  const longest = Math.max(1, ...panels.map(({ label }) => label.length));
  const scale = Math.max(1, Math.floor(width / (ADVANCE * longest)));
  const band = HEIGHT * scale + 2 * MARGIN;
  for (const levels of LEVELS) {
    const canvas = new Canvas(panels.length * (width + MARGIN) - MARGIN, height + band, 1, 0);
    panels.forEach(({ label, picture, window: [low, high] }, k) => {
      const left = k * (width + MARGIN);
      canvas.text(label, left + MARGIN, MARGIN, WHITE, scale);
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          const [r, c] = [rows - 1 - Math.floor(x / zoom), columns - 1 - Math.floor(y / zoom)];
          const share = Math.min(1, Math.max(0, ((picture.data[r * columns + c] ?? 0) - low) / (high - low)));
          canvas.point(left + x, band + y, [Math.round((255 * Math.round(share * (levels - 1))) / (levels - 1))]);
        }
      }
    });
    const file = encodePng(canvas.raster);
    if (file.length <= bytes) return file;
  }
  throw new Error(`The panels do not fit into ${bytes} bytes.`);
}
