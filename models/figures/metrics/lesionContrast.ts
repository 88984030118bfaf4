import type { Picture } from './picture';

/** The surroundings of a lesion: pixels this far from it (larger of the two axis distances). */
const NEAR = 2;
const FAR = 5;
/** A lesion smaller than this has no mean worth the name, a ring smaller no spread. */
const FEWEST_INSIDE = 5;
const FEWEST_AROUND = 20;

/** Pixels of one drawn lesion and of the tissue around it: inside the head, outside every lesion. */
export interface Lesion {
  inside: number[];
  around: number[];
}

/** `labels` is 0 outside lesions and numbers the connected lesions from 1. */
export function lesions(labels: Picture, head: Picture): Lesion[] {
  const { rows, columns } = labels;
  const members = new Map<number, number[]>();
  labels.data.forEach((label, i) => {
    if (label === 0) return;
    if (!members.has(label)) members.set(label, []);
    members.get(label)?.push(i);
  });
  return [...members.values()]
    .map((inside) => {
      const distance = new Map<number, number>();
      for (const i of inside) {
        const [r, c] = [Math.floor(i / columns), i % columns];
        for (let y = Math.max(0, r - FAR); y <= Math.min(rows - 1, r + FAR); y++) {
          for (let x = Math.max(0, c - FAR); x <= Math.min(columns - 1, c + FAR); x++) {
            const there = y * columns + x;
            distance.set(there, Math.min(distance.get(there) ?? Infinity, Math.max(Math.abs(y - r), Math.abs(x - c))));
          }
        }
      }
      const around = [...distance].filter(([i, d]) => d >= NEAR && !labels.data[i] && head.data[i]).map(([i]) => i);
      return { inside, around };
    })
    .filter(({ inside, around }) => inside.length >= FEWEST_INSIDE && around.length >= FEWEST_AROUND);
}

/** Contrast: mean of the lesion less mean of its surroundings, in intensity units. `cnr`: that over the surroundings' standard deviation. */
export interface Contrast {
  contrast: number;
  cnr: number;
}

export function contrast(picture: Picture, { inside, around }: Lesion): Contrast {
  const mean = (pixels: number[]) => pixels.reduce((sum, i) => sum + (picture.data[i] ?? 0), 0) / pixels.length;
  const level = mean(around);
  const spread = Math.sqrt(around.reduce((sum, i) => sum + ((picture.data[i] ?? 0) - level) ** 2, 0) / around.length);
  const difference = mean(inside) - level;
  return { contrast: difference, cnr: difference / spread };
}

/** Share of the lesions' contrast that a method keeps: the slope through the origin of contrast after against contrast in the clean picture. */
export function contrastKept(after: readonly number[], clean: readonly number[]): number {
  const sum = (values: readonly number[]) => values.reduce((total, value, i) => total + value * (clean[i] ?? 0), 0);
  return sum(after) / sum(clean);
}
