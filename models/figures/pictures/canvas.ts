import { ADVANCE, dot, HEIGHT } from './font';
import type { Raster } from './png';

export type Colour = readonly number[];

/** A raster to draw on; points outside of it are ignored. */
export class Canvas {
  readonly raster: Raster;

  constructor(width: number, height: number, channels: 1 | 3, background: number) {
    this.raster = { width, height, channels, data: new Uint8Array(width * height * channels).fill(background) };
  }

  point(x: number, y: number, colour: Colour): void {
    const { width, height, channels, data } = this.raster;
    if (x < 0 || y < 0 || x >= width || y >= height) return;
    for (let k = 0; k < channels; k++) data[(y * width + x) * channels + k] = colour[k] ?? 0;
  }

  box(left: number, top: number, width: number, height: number, colour: Colour): void {
    for (let y = top; y < top + height; y++) for (let x = left; x < left + width; x++) this.point(x, y, colour);
  }

  /** A straight line `weight` points thick. */
  line([x0, y0]: readonly number[], [x1, y1]: readonly number[], colour: Colour, weight = 1): void {
    const [dx, dy] = [(x1 ?? 0) - (x0 ?? 0), (y1 ?? 0) - (y0 ?? 0)];
    const steps = Math.max(1, Math.ceil(Math.max(Math.abs(dx), Math.abs(dy))));
    for (let k = 0; k <= steps; k++) {
      const [x, y] = [(x0 ?? 0) + (dx * k) / steps, (y0 ?? 0) + (dy * k) / steps];
      this.box(Math.round(x - weight / 2), Math.round(y - weight / 2), weight, weight, colour);
    }
  }

  text(words: string, left: number, top: number, colour: Colour, scale = 1): void {
    [...words].forEach((letter, k) => {
      for (let row = 0; row < HEIGHT; row++) {
        for (let column = 0; column < ADVANCE - 1; column++) {
          if (dot(letter, row, column)) this.box(left + (k * ADVANCE + column) * scale, top + row * scale, scale, scale, colour);
        }
      }
    });
  }
}

/** Half the width and height, each point the mean of four: smooth lines. */
export function halved({ width, height, channels, data }: Raster): Raster {
  const half: Raster = { width: width >> 1, height: height >> 1, channels, data: new Uint8Array((width >> 1) * (height >> 1) * channels) };
  for (let y = 0; y < half.height; y++) {
    for (let x = 0; x < half.width; x++) {
      for (let k = 0; k < channels; k++) {
        const at = (row: number, column: number) => data[((2 * y + row) * width + 2 * x + column) * channels + k] ?? 0;
        half.data[(y * half.width + x) * channels + k] = (at(0, 0) + at(0, 1) + at(1, 0) + at(1, 1)) / 4;
      }
    }
  }
  return half;
}
