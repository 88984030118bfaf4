import { createHash } from 'node:crypto';
import type { DrawnSeries } from '../series/files';
import { placeIn } from '../series/lattice';
import { near, type Reference } from '../mutants/verdict';
import { LIMIT } from './LocalViewer';
import type { Opened, ReadSeries } from './inPage';

export interface Verdict {
  /** said: it is worked on slice by slice, and the panel and the result say what is wrong with it as a stack. not listed: the viewer's own parser reads no series of it, so that there is nothing to press. no answer: it does not come back. */
  kind: 'right' | 'as before' | 'refused' | 'said' | 'not listed' | 'no answer' | 'INTERNAL' | 'WRONG';
  said: string;
  ms: number;
}

const floats = (text: string) => new Float32Array(Uint8Array.from(Buffer.from(text, 'base64')).buffer);

/** Of the stored values that modality units stand for, all frames in their order. */
function shaOf({ images }: ReadSeries): string {
  const hash = createHash('sha256');
  const framed = [...images].sort((a, b) => (a.frame ?? 0) - (b.frame ?? 0));
  for (const { values, slope, intercept } of framed) {
    const stored = Int32Array.from(floats(values), (value) => Math.round((value - intercept) / slope));
    hash.update(new Uint8Array(stored.buffer));
  }
  return hash.digest('hex').slice(0, 16);
}

/** What the values and their places differ in from what pydicom reads; undefined where they are the same. */
export function difference(read: ReadSeries, wanted: Reference): string | undefined {
  const [image] = read.images;
  if (!image || wanted.sha === null) return 'no reference';
  if (shaOf(read) !== wanted.sha) return 'stored values';
  if (!near([read.rows], wanted.Rows, 0) || !near([read.columns], wanted.Columns, 0)) return 'size';
  if (image.frame !== undefined) return undefined;
  if (!near([image.slope], wanted.RescaleSlope ?? [1], 1e-9) && !(wanted.RescaleSlope?.[0] === 0 && image.slope === 1)) return 'slope';
  if (!near([image.intercept], wanted.RescaleIntercept ?? [0], 1e-9)) return 'intercept';
  const { plane } = image;
  if (!plane) return undefined;
  if (!near(plane.position, wanted.ImagePositionPatient, 1e-9)) return 'position';
  if (!near([...plane.rowCosines, ...plane.columnCosines], wanted.ImageOrientationPatient, 0.02)) return 'orientation';
  return near([plane.rowSpacing, plane.columnSpacing], wanted.PixelSpacing, 1e-9) ? undefined : 'pixel spacing';
}

const NO_ANSWER: Verdict = { kind: 'no answer', said: '', ms: 1000 * LIMIT };

/** What does not depend on what is right; undefined where values are to be compared. */
function ended(opened: Opened | undefined): Verdict | undefined {
  if (!opened) return NO_ANSWER;
  const { sets, unread, ms } = opened;
  const [first] = sets;
  if (!first) return { kind: 'not listed', said: unread[0] ?? '', ms };
  const broken = sets.find(({ code }) => code === 'INTERNAL');
  if (broken) return { kind: 'INTERNAL', said: broken.cause ?? '', ms };
  if (sets.every(({ read }) => !read)) return { kind: 'refused', said: first.code ?? '', ms };
  return undefined;
}

/** Of a file alone. @param before what pydicom reads of the file that a mutant was made of, where the change is none to its values */
export function verdictOfFile(opened: Opened | undefined, wanted: Reference, before?: Reference): Verdict {
  const found = ended(opened);
  if (found || !opened) return found ?? NO_ANSWER;
  const { ms } = opened;
  const read = opened.sets.flatMap((set) => set.read ?? []);
  const wrong = read.map((one) => difference(one, wanted)).find((one) => one !== undefined);
  if (wrong === undefined) return { kind: 'right', said: '', ms };
  if (before && read.every((one) => difference(one, before) === undefined)) return { kind: 'as before', said: '', ms };
  return { kind: 'WRONG', said: wrong, ms };
}

const PLACE = 1e-4;
const ROUNDED = 0.02;

/** Where slices or values differ from what was drawn; undefined where each is right. @param met the drawn slices that were found, to be added to */
function drawnDifference(
  { rows, columns, images }: ReadSeries,
  drawn: DrawnSeries,
  rounded: boolean,
  met: Set<number>,
): string | undefined {
  for (const [k, { plane, values: text }] of images.entries()) {
    const n = drawn.slices.findIndex(
      ({ position }) => plane && Math.hypot(...position.map((one, d) => one - (plane.position[d] ?? NaN))) < PLACE,
    );
    const [own, wanted] = [drawn.slices[n], drawn.values[n]];
    if (!plane || !own || !wanted || met.has(n)) return `a slice at a place where none was drawn (slice ${k + 1})`;
    met.add(n);
    if (rows !== own.rows || columns !== own.columns) return `${columns} × ${rows} pixels`;
    const values = floats(text);
    for (let p = 0; p < wanted.stored.length; p++) {
      const [r, c] = [Math.floor(p / columns), p % columns];
      const [found, there] = [placeIn(plane, r, c), drawn.worldOf(own.point(r, c))];
      const off = Math.hypot(...found.map((one, d) => one - (there[d] ?? NaN)));
      if (!(off < (rounded ? ROUNDED : PLACE))) return `pixel ${p} of slice ${k + 1} lies ${off.toFixed(4)} mm off`;
      const value = Math.fround(wanted.slope * (wanted.stored[p] ?? NaN) + wanted.intercept);
      if (values[p] !== value) return `value ${values[p]} where ${value} is right (slice ${k + 1}, pixel ${p})`;
    }
  }
  return undefined;
}

/** Of a drawn series; the viewer lists each multi-frame object of it as a series of its own. */
export function verdictOfSeries(opened: Opened | undefined, drawn: DrawnSeries, rounded: boolean): Verdict {
  const found = ended(opened);
  if (found || !opened) return found ?? NO_ANSWER;
  const [gap] = opened.sets.flatMap(({ read }) => read?.said ?? []);
  if (gap !== undefined) return { kind: 'said', said: gap, ms: opened.ms };
  const met = new Set<number>();
  const wrong = opened.sets.flatMap(({ read }) => (read ? (drawnDifference(read, drawn, rounded, met) ?? []) : []));
  if (wrong.length === 0 && opened.sets.every(({ read }) => read) && met.size < drawn.slices.length)
    wrong.push(`${met.size} slices of ${drawn.slices.length}`);
  return { kind: wrong.length > 0 ? 'WRONG' : 'right', said: wrong[0] ?? '', ms: opened.ms };
}
