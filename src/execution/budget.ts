/** Bytes of a browser tab that a run may plan with; the viewer's own needs come on top. */
export const TAB_LIMIT = 2.5e9;
const FLOAT = 4;

/** Volumes of the source's size, float32, that a run keeps beside its source; the estimate lets the strength be changed afterwards. */
const KEPT = {
  denoise: ['estimate', 'result', 'difference'],
  inpaint: ['result', 'difference'],
  anomaly: ['pseudo-healthy volume', 'score'],
} as const satisfies Record<string, readonly string[]>;
/** Kept from two samples on; the running mean is the result itself (results/spread.ts). */
const SPREAD = 'uncertainty';

export interface PlannedRun {
  task: keyof typeof KEPT;
  rows: number;
  columns: number;
  slices: number;
  samples: number;
  /** What network and runtime hold while a slice is worked on, bytes: weights, activations, states. Independent of the number of slices. */
  workingBytes: number;
}

export interface Budget {
  /** Bytes held at the same time when the series is run at once, source included. */
  bytes: number;
  /** The largest number of consecutive slices that stays within the limit: all of them where the run fits, 0 where not even one does. */
  slabSlices: number;
  /** How many slabs that makes. */
  slabs: number;
  /** What was planned with, bytes. */
  limit: number;
  /** What is needed, and what follows from it, for the reader. */
  sentence: string;
}

const inWords = (bytes: number) => (bytes < 1e9 ? `${Math.ceil(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(2)} GB`);

/**
 * What a run needs before it starts: source, results and the network's working set. In slabs, source and results of one slab are held at a
 * time, so a slab's results must be saved or written out before the next.
 *
 * @param limit bytes
 */
export function planMemory({ task, rows, columns, slices, samples, workingBytes }: PlannedRun, limit = TAB_LIMIT): Budget {
  const volumes = ['source', ...KEPT[task], ...(samples > 1 ? [SPREAD] : [])];
  const perSlice = volumes.length * rows * columns * FLOAT;
  const bytes = slices * perSlice + workingBytes;
  const slabSlices = Math.max(0, Math.min(slices, Math.floor((limit - workingBytes) / perSlice)));
  const slabs = slabSlices > 0 ? Math.ceil(slices / slabSlices) : 0;
  const needs = `Needs ${inWords(bytes)}: ${volumes.join(', ')} (${inWords(rows * columns * slices * FLOAT)} each) and ${inWords(workingBytes)} for the network`;
  const consequence =
    slabs === 1
      ? ''
      : slabs > 1
        ? `; with a limit of ${inWords(limit)} it is run in ${slabs} parts of at most ${slabSlices} slices`
        : `; not even one slice fits into the limit of ${inWords(limit)}`;
  return { bytes, slabSlices, slabs, limit, sentence: `${needs}${consequence}.` };
}
