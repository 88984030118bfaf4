import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DECODERS } from '../../../src/cli/decoders';
import { readPartTenFiles } from '../../../src/cli/dicomSource';
import { DiffusionError } from '../../../src/core/errors';
import { readSeries, type DicomSeries } from '../../../src/dicom/readSeries';
import type { DrawnSeries } from './files';
import { placeIn } from './lattice';

/** mm: six decimals of a position, nine of a direction; three decimals of one are 0.0005 on each of 13 pixels. */
const PLACE = 1e-4;
const ROUNDED = 0.02;

/** Reads a series as the command line does: a folder, its files, one volume. */
export async function readFolder(files: DrawnSeries['files']): Promise<DicomSeries> {
  const folder = mkdtempSync(path.join(tmpdir(), 'reliability-'));
  try {
    for (const file of files) {
      const at = path.join(folder, file.path);
      mkdirSync(path.dirname(at), { recursive: true });
      writeFileSync(at, file.bytes);
    }
    const { files: read, others } = await readPartTenFiles(folder, true);
    return await readSeries(read, DECODERS, { stack: true, oneSlice: true, others });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** `right`, `refused: CODE`, or what is wrong. */
export async function verdictOf(drawn: DrawnSeries, rounded: boolean): Promise<string> {
  let read: DicomSeries;
  try {
    read = await readFolder(drawn.files);
  } catch (thrown) {
    return `refused: ${DiffusionError.from(thrown).code}`;
  }
  const { volume, stack, images } = read;
  if (!stack || stack.count !== drawn.slices.length) return `WRONG: ${stack?.count ?? 0} slices of ${drawn.slices.length}`;
  for (const [k, slice] of volume.slices.entries()) {
    const plane = stack.planes[stack.listedAt(k)];
    // Which of the drawn slices lies there.
    const n = drawn.slices.findIndex(
      ({ position }) => plane && Math.hypot(...position.map((one, d) => one - (plane.position[d] ?? NaN))) < PLACE,
    );
    const [own, wanted] = [drawn.slices[n], drawn.values[n]];
    if (!plane || !own || !wanted) return `WRONG: a slice at a place where none was drawn (slice ${k + 1})`;
    if (volume.rows !== own.rows || volume.columns !== own.columns) return `WRONG: ${volume.columns} × ${volume.rows} pixels`;
    for (let p = 0; p < wanted.stored.length; p++) {
      const [r, c] = [Math.floor(p / own.columns), p % own.columns];
      const [found, there] = [placeIn(plane, r, c), drawn.worldOf(own.point(r, c))];
      const off = Math.hypot(...found.map((one, d) => one - (there[d] ?? NaN)));
      if (!(off < (rounded ? ROUNDED : PLACE))) return `WRONG: pixel ${p} of slice ${k + 1} lies ${off.toFixed(4)} mm off`;
      const stored = wanted.stored[p] ?? NaN;
      if (images[k]?.stored[p] !== stored)
        return `WRONG: stored ${images[k]?.stored[p]} where ${stored} was drawn (slice ${k + 1}, pixel ${p})`;
      const value = Math.fround(wanted.slope * stored + wanted.intercept);
      if (slice[p] !== value) return `WRONG: value ${slice[p]} where ${value} is right (slice ${k + 1}, pixel ${p})`;
    }
  }
  return 'right';
}
