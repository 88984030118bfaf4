import { type Kind, KINDS } from '../results/kinds';
import type { TaskName } from '../results/Result';

/** Bytes of a browser tab that a site has not said otherwise about: the viewer, the run and what stays after it. */
export const TAB_LIMIT = 2.5e9;
/** The viewer itself with its panel and tools, and the runtime with its smallest network; measured by `npm run measure:memory`. */
const VIEWER = 350e6;
/** The viewer keeps the source as it is stored, 16 bits a pixel in nearly every series. */
const STORED = 2;
const FLOAT = 4;
/** A mask has a byte per pixel, and what the network sees of a brain is at most this, at 1 mm. */
const MASK = 1;
const CANVAS = 0.35e6;

export interface PlannedRun {
  task: TaskName;
  rows: number;
  columns: number;
  slices: number;
  /** Slices that are worked on: those with a region to fill. All of them without. */
  worked?: number | undefined;
  samples: number;
  /** The stack is turned for the task (`tasks/facing.ts`): a copy of the slices at work, and of their masks. */
  turned?: boolean | undefined;
  /** Headers declare values that hold no image, and the task sees air instead (`tasks/blanks.ts`): a copy of the slices at work. */
  padded?: boolean | undefined;
  /** Kinds that the task makes with other models and not with this one. */
  without?: readonly Kind[];
  /** What network and runtime hold while a slice is worked on, bytes: weights, activations, states. Independent of the number of slices. */
  workingBytes: number;
  /** Bytes that are in use before, by earlier results. */
  held?: number | undefined;
}

export interface Budget {
  /** Bytes held at the same time, as the run is going to be done. */
  bytes: number;
  /** The same for all slices at once. */
  wholeBytes: number;
  /** Of these, what stays as long as the result does, source included. */
  keptBytes: number;
  kept: readonly Kind[];
  /** Of one of them. */
  volumeBytes: number;
  workingBytes: number;
  /** The largest number of slices that may be worked on together: all of them where the run fits, 0 where not even one does. */
  slabSlices: number;
  /** How many slabs that makes. */
  slabs: number;
  /** What was planned with, bytes. */
  limit: number;
}

interface Rule {
  kept: (samples: number) => readonly Kind[];
  /** Volumes beside these of which each slice of a slab needs its share: its source in the worker, mean and spread of samples. */
  working: (samples: number) => number;
  /** Bytes per pixel, and per slice, that the worker holds of the whole series. */
  throughout?: { perPixel: number; perSlice: number };
}

const RULES: Readonly<Record<TaskName, Rule>> = {
  denoise: {
    kept: (samples) => ['denoised', 'difference', ...(samples > 1 ? (['uncertainty'] as const) : [])],
    working: (samples) => (samples > 1 ? 3 : 1),
  },
  inpaint: {
    kept: (samples) => ['inpainted', 'difference', ...(samples > 1 ? (['uncertainty'] as const) : [])],
    working: () => 3,
  },
  anomaly: {
    kept: (samples) => ['score', 'healthy', 'brightness', 'sum', ...(samples > 1 ? (['uncertainty'] as const) : []), 'brain'],
    working: () => 1,
    throughout: { perPixel: 2 * MASK, perSlice: CANVAS },
  },
};

/**
 * What a run needs in the tab, before it starts: the viewer with its own copy of the source and earlier results, the source as the run reads it, what the result
 * keeps, and what is held while it is made. Only the last part shrinks when the run is done slab by slab, so a run is impossible where the
 * first parts and one slice do not fit. Slabs give the same pixels (tasks/work.ts).
 *
 * @param limit bytes
 */
export function planMemory(run: PlannedRun, limit = TAB_LIMIT): Budget {
  const {
    task,
    rows,
    columns,
    slices,
    samples,
    workingBytes,
    worked = slices,
    turned = false,
    padded = false,
    without = [],
    held = 0,
  } = run;
  const { kept: keptOf, working, throughout = { perPixel: 0, perSlice: 0 } } = RULES[task];
  const [kept, pixels] = [keptOf(samples).filter((kind) => !without.includes(kind)), rows * columns];
  const volumeBytes = slices * pixels * FLOAT;
  // Fillings after the first share their source's slices but where they fill.
  const further = task === 'inpaint' ? (samples - 1) * worked * pixels * FLOAT : 0;
  const keptBytes = (1 + kept.reduce((sum, kind) => sum + KINDS[kind].held, 0)) * volumeBytes + further;
  const viewer = VIEWER + slices * pixels * STORED + held;
  // A brain may be given, and what is to be filled is.
  const masks = turned && task !== 'denoise' ? worked * pixels * MASK : 0;
  const fixed = viewer + keptBytes + workingBytes + masks + slices * (pixels * throughout.perPixel + throughout.perSlice);
  const perSlice = (working(samples) + Number(turned) + Number(padded)) * pixels * FLOAT;
  const slabSlices = Math.max(0, Math.min(worked, Math.floor((limit - fixed) / perSlice)));
  const slabs = slabSlices > 0 ? Math.ceil(worked / slabSlices) : 0;
  const wholeBytes = fixed + worked * perSlice;
  const bytes = slabs > 0 ? fixed + slabSlices * perSlice : fixed + perSlice;
  return { bytes, wholeBytes, keptBytes, kept, volumeBytes, workingBytes, slabSlices, slabs, limit };
}
