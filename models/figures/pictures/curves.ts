import { Canvas, halved, type Colour } from './canvas';
import { ADVANCE, HEIGHT } from './font';
import { encodePng } from './png';

/** One plot of a grid: the same axes in all. */
export interface Plot {
  title: string;
  curves: { label: string; colour: Colour; x: readonly number[]; y: readonly number[] }[];
}

export interface Axes {
  x: { label: string; to: number; ticks: readonly number[] };
  y: { label: string; to: number; ticks: readonly number[] };
  /** Drawn as a thin line: the value to compare with. */
  level: number;
}

const BLACK = [0, 0, 0];
const GREY = [190, 190, 190];
const [WIDTH, HEIGHT_OF_PLOT, LEFT, TOP, GAP] = [300, 190, 44, 40, 34];

/** A grid of line plots with one legend below, as a PNG file. */
export function plotGrid(plots: readonly Plot[], axes: Axes, columns: number): Buffer {
  const lines = Math.ceil(plots.length / columns);
  const cell = { width: LEFT + WIDTH + 16, height: TOP + HEIGHT_OF_PLOT + GAP };
  const legend = plots[0]?.curves ?? [];
  const [width, height] = [columns * cell.width, lines * cell.height + 20 + 14 * Math.ceil(legend.length / columns)];
  const origin = (k: number) => ({ left: (k % columns) * cell.width + LEFT, top: Math.floor(k / columns) * cell.height + TOP });
  const px = (k: number, x: number) => origin(k).left + (WIDTH * x) / axes.x.to;
  const py = (k: number, y: number) => origin(k).top + HEIGHT_OF_PLOT * (1 - Math.min(1, Math.max(0, y / axes.y.to)));

  const large = new Canvas(2 * width, 2 * height, 3, 255);
  const stroke = (from: readonly number[], to: readonly number[], colour: Colour, weight: number) =>
    large.line(
      from.map((v) => 2 * v),
      to.map((v) => 2 * v),
      colour,
      weight,
    );
  plots.forEach(({ curves }, k) => {
    const [x0, x1, y0, y1] = [px(k, 0), px(k, axes.x.to), py(k, 0), py(k, axes.y.to)];
    stroke([x0, py(k, axes.level)], [x1, py(k, axes.level)], GREY, 2);
    stroke([x0, y0], [x1, y0], BLACK, 2);
    stroke([x0, y0], [x0, y1], BLACK, 2);
    for (const { x, y, colour } of curves) {
      for (let i = 1; i < x.length; i++) {
        stroke([px(k, x[i - 1] ?? 0), py(k, y[i - 1] ?? 0)], [px(k, x[i] ?? 0), py(k, y[i] ?? 0)], colour, 3);
      }
    }
  });
  const at = (k: number) => [LEFT + (k % columns) * cell.width, lines * cell.height + 10 + 14 * Math.floor(k / columns)] as const;
  legend.forEach(({ colour }, k) => stroke([at(k)[0], at(k)[1] + 4], [at(k)[0] + 24, at(k)[1] + 4], colour, 4));

  const canvas = new Canvas(width, height, 3, 255);
  canvas.raster.data.set(halved(large.raster).data);
  const centred = (words: string, x: number, y: number) =>
    canvas.text(words, Math.round(x - (words.length * ADVANCE) / 2), Math.round(y), BLACK);
  plots.forEach(({ title }, k) => {
    const { left, top } = origin(k);
    canvas.text(title, left, top - HEIGHT - 24, BLACK);
    canvas.text(axes.y.label, left - 4 * ADVANCE, top - HEIGHT - 8, BLACK);
    axes.x.ticks.forEach((tick) => centred(String(tick), px(k, tick), top + HEIGHT_OF_PLOT + 5));
    axes.y.ticks.forEach((tick) => canvas.text(tick.toFixed(1), left - 4 * ADVANCE, Math.round(py(k, tick) - HEIGHT / 2), BLACK));
    centred(axes.x.label, left + WIDTH / 2, top + HEIGHT_OF_PLOT + 16);
  });
  legend.forEach(({ label }, k) => canvas.text(label, at(k)[0] + 30, at(k)[1], BLACK));
  return encodePng(canvas.raster);
}
