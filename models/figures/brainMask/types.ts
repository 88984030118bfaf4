/** One series with a reference mask. */
export interface Agreement {
  /** Data set and contrast. */
  set: string;
  id: string;
  dice: number;
  millilitres: number;
  /** Share of the reference that the mask lacks, and of the mask that lies outside the reference. */
  missed: number;
  outside: number;
}

/** One series that is drawn. */
export interface Shown {
  title: string;
  file: string;
  slices: number;
  /** Slices that hold some of the mask. */
  filled: number;
  millilitres: number;
  warnings: string[];
}

/** One series that the product does not take as a stack, and its sentence. */
export interface Refused {
  title: string;
  reason: string;
}

export interface Figures {
  model: { id: string; version: string; sha256: string };
  versions: Record<string, string>;
  gflop: number;
  /** CPU time of the whole task per series. */
  seconds: number;
  plausible: readonly [number, number];
  agreements: Agreement[];
  shown: Shown[];
  refused: Refused[];
  /** Share of boxes in tumour and oedema that lies inside the mask; null: the series was not there. */
  tumourInside: number | null;
  /** Pixels of the mask in the lowest slices of the demo study, which hold neck. */
  neck: number[];
}

/** Mean Dice by contrast. */
export const GOALS: Readonly<Record<string, number>> = { T1: 0.95, FLAIR: 0.94 };
