import type { Prepared } from '../evaluate/prepared';

/** One slice as prepare_anomaly_t1.py describes it. */
export interface T1Info {
  set: string;
  id: string;
  /** mm below the top of the brain. */
  level: number;
  rows: number;
  columns: number;
  /** Pixels. */
  lesion: number;
}

export type T1Index = Prepared<T1Info>;

/** Pixels of the brain of all slices of a set. */
export interface Found {
  set: string;
  slices: number;
  chance: number;
  method: string;
  /** Over all pixels of the set at once, and the mean of the slices' own. */
  pooled: number;
  perSlice: number;
  dice: number;
  /** Dice at the manifest's cut; only of the model's own map. */
  diceAtCut: number | null;
}

/** Above the manifest's cut in slices without masks of lesions. */
export interface Quiet {
  set: string;
  /** Levels, mm below the top of the brain; null: all. */
  band: readonly [number, number] | null;
  slices: number;
  /** Share of the brain. */
  share: number;
  /** Connected parts of at least SPOT pixels, per slice. */
  spots: number;
  /** Slices without such a part. */
  free: number;
}

export interface T1Figures {
  model: { id: string; version: string; sha256: string };
  found: Found[];
  quiet: Quiet[];
  pictures: { file: string; set: string; id: string; quantile: number; auprc: number | null }[];
}

export const METHODS = {
  intensity: 'intensity over the median, the darkest first',
  darkness: 'darkness below the median, smoothed 2 mm',
  residual: 'restored image less image, smoothed 2 mm',
  altered: "altered (the product's map)",
} as const;
export type MethodId = keyof typeof METHODS;
export const SPOT = 30;
/** mm of level per row of the table. */
export const BAND = 20;
