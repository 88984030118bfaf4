import type { Prepared } from '../evaluate/prepared';

/** One slice with its hole, as prepare_inpaint.py describes it. */
export interface HoleInfo {
  set: string;
  id: string;
  contrast: string;
  skull: string;
  rows: number;
  columns: number;
  /** mm. */
  spacing: number[];
  /** Pixels. */
  hole: number;
}

export type HoleIndex = Prepared<HoleInfo>;

export interface Method {
  id: string;
  title: string;
  kind: 'classical' | 'ours';
  /** Of the network, for one result; arithmetic in 10⁹ operations, mean over the slices. */
  evaluations?: number;
  gflop?: number;
  /** CPU time per slice, all cores together. */
  seconds: number;
}

/** Inside the hole, mean over the slices of a set. */
export interface Score {
  set: string;
  method: string;
  ssim: number;
  psnr: number;
  mse: number;
}

/** The border of the hole against healthy tissue of the same slice, over all slices. `method` original: the slice before the hole. */
export interface Seam {
  method: string;
  masks: number;
  /** Masks whose mean gradient across the border is at most the 95th percentile of the tissue. */
  meanWithin: number;
  /** Masks whose 95th percentile across the border is at most that of the tissue. */
  highWithin: number;
  /** 95th percentile across the border over that of the tissue, median of the masks. */
  ratio: number;
}

export interface Figures {
  models: { id: string; version: string; sha256: string }[];
  versions: Record<string, string>;
  sets: { title: string; slices: number; contrasts: string[]; pixels: number }[];
  methods: Method[];
  scores: Score[];
  seams: Seam[];
  /** Pixels outside the holes that differ from the source, of all pixels outside, all methods and slices together. */
  changedOutside: { changed: number; of: number };
  pictures: { file: string; set: string; id: string; ssim: Record<string, number> }[];
}

/** Goal: SSIM inside the hole over that of biharmonic filling. */
export const GOAL = 0.1;
export const RIVAL = 'biharmonic';
