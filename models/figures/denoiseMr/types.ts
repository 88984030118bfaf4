import type { Prepared } from '../evaluate/prepared';

/** One slice as prepare_mr.py describes it. */
export interface SliceInfo {
  set: string;
  id: string;
  contrast: string;
  skull: string;
  rows: number;
  columns: number;
  lesions: number;
}

export interface SliceIndex extends Prepared<SliceInfo> {
  /** Noise levels, percent of the intensity unit. */
  percents: number[];
}

export interface Method {
  id: string;
  title: string;
  kind: 'noisy' | 'classical' | 'ours';
  /** Of the network; arithmetic in 10⁹ operations, mean over the slices. */
  evaluations?: number;
  gflop?: number;
  /** CPU time per slice, all cores together. */
  seconds?: number;
}

/** Means over the slices of a set; `edges`: correlation of what was removed with the edges of the clean slice. */
export interface Score {
  set: string;
  method: string;
  percent: number;
  psnr: number;
  ssim: number;
  edges: number;
}

/** Ours at one evaluation less the best classical method, paired by slice. */
export interface Gain {
  group: string;
  slices: number;
  percent: number;
  /** Ids of the methods with the highest mean PSNR and SSIM of the group. */
  best: string;
  bestSsim: string;
  psnr: number;
  /** Standard error of the mean difference, slices taken as independent; null for one slice. */
  error: number | null;
  ssim: number;
}

/** Lesions of a set; `kept` is a share of the clean contrast, `cnr` the median of its magnitude. `method` clean: the slice before the noise. */
export interface LesionScore {
  set: string;
  method: string;
  percent: number;
  lesions: number;
  smallLesions: number;
  kept: number;
  /** null: no small lesion. */
  keptSmall: number | null;
  cnr: number;
}

export interface Figures {
  model: { id: string; version: string; sha256: string };
  sampler: string;
  percents: number[];
  versions: Record<string, string>;
  sets: { title: string; slices: number; contrasts: string[]; skull: string[] }[];
  methods: Method[];
  scores: Score[];
  /** Against every classical method, and against those without BM3D. */
  gains: Gain[];
  gainsWithoutBm3d: Gain[];
  /** By contrast and skull, across the sets. */
  gainsByContrast: Gain[];
  lesions: LesionScore[];
  /** Noise power removed over noise power added, ring by ring, at one level. */
  spectrum: { percent: number; frequencies: number[]; curves: { set: string; method: string; ratio: number[] }[] };
  /** Noise level that the engine found over the level added, median. */
  noiseFound: { set: string; percent: number; ratio: number }[];
  pictures: { file: string; set: string; id: string; percent: number; classical: string; psnr: Record<string, number> }[];
}

/** Lesions of fewer pixels count as small. */
export const SMALL = 30;
/** The level of the spectra and of the pictures. */
export const SHOWN_PERCENT = 6;
/** Ours as the product denoises by default. */
export const DEFAULT = 'ours-1';
