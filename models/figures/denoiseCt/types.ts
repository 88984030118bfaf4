import type { Prepared } from '../evaluate/prepared';

/** One slice with one kind of noise, as prepare_ct.py describes it; `set` names the noise. */
export interface CtInfo {
  set: string;
  id: string;
  rows: number;
  columns: number;
  /** Around the patient: rows from, to; columns from, to. */
  window: [rows: [number, number], columns: [number, number]];
}

export interface CtIndex extends Prepared<CtInfo> {
  tissues: string[];
}

/** Mean over the slices of one kind of noise. `strength` of a classical method is that of its sweep; of ours the share k put back. */
export interface Score {
  set: string;
  method: string;
  strength: number | null;
  /** HU, in soft tissue and organs; PSNR for a range of 600 HU; SSIM of the window. */
  rmse: number;
  psnr: number;
  ssim: number;
  /** HU, in the whole patient: all values, and values clipped to the window. */
  rmsePatient: number;
  rmseWindow: number;
  /** HU, by tissue: mean, and the largest of a single slice; null where no slice has enough of it. */
  bias: ({ mean: number; worst: number } | null)[];
}

export interface Figures {
  model: { id: string; version: string; sha256: string };
  versions: Record<string, string>;
  tissues: string[];
  sets: { title: string; slices: number; level: number }[];
  methods: { id: string; title: string; seconds: number | null; gflop: number | null }[];
  scores: Score[];
  pictures: { file: string; set: string; id: string; rival: string }[];
}

export const OURS = 'ours';
export const NOISY = 'noisy';
/** Strength 1 − k: everything taken, and the product's default. */
export const SHARES = { all: 0, byDefault: 0.25 } as const;
/** The soft tissue window, HU. */
export const WINDOW = [-160, 240] as const;
