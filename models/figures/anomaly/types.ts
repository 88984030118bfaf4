import type { Prepared } from '../evaluate/prepared';

/** One slice as prepare_anomaly.py describes it. */
export interface FlairInfo {
  set: string;
  id: string;
  rows: number;
  columns: number;
  /** Whether it lies where the template of healthy slices does. */
  standard: boolean;
  /** Pixels. */
  lesion: number;
}

export interface FlairIndex extends Prepared<FlairInfo> {
  template: { rows: number; columns: number };
}

/** The literature's methods ask for many evaluations: they run on every fifth slice, and there all methods are compared. */
export type Part = 'all' | 'fifth';

export interface Method {
  id: string;
  title: string;
  kind: 'brightness' | 'literature' | 'ours';
  evaluations: number;
  gflop: number;
}

/** Pixels of the brain of all slices of a set, or of its every fifth slice. */
export interface Detection {
  set: string;
  part: Part;
  method: string;
  /** Over all pixels of the set at once, and the mean of the slices' own. */
  pooled: number;
  perSlice: number;
  auroc: number;
  dice: number;
}

/** Slices of the first set by how many lesion pixels they hold: mean of their own AUPRC; and lesions found at a cut. */
export interface BySize {
  method: string;
  /** In the order of SIZES; null where there is no such slice. */
  perSlice: (number | null)[];
  /** Connected lesions of which at least a tenth lies above the cut, by their own size (LESION_SIZES). */
  touched: number[];
}

/** Above a cut where there is no acute lesion. */
export interface FalsePositives {
  method: string;
  cut: string;
  /** Share of the brain. */
  share: number;
  /** Connected parts of at least SPOT pixels, per slice. */
  spots: number;
  /** Those of them that hold no suspected white-matter disease, or little (DISEASE). */
  elsewhere: number;
  /** Slices without such a part. */
  free: number;
  slices: number;
}

export interface Figures {
  model: { id: string; version: string; sha256: string };
  prior: { id: string; version: string; sha256: string };
  versions: Record<string, string>;
  sets: { title: string; part: Part; slices: number; chance: number }[];
  methods: Method[];
  detections: Detection[];
  sizes: { slices: number[]; lesions: number[]; rows: BySize[] };
  falsePositives: FalsePositives[];
  pictures: { file: string; id: string; quantile: number; auprc: Record<string, number> }[];
}

/** The set that goals and tables by size are about, and the one without lesions. */
export const MAIN = 'stroke, SOOP';
export const FREE = 'no acute lesion, SOOP';
/** Lesion pixels (mm²) of a slice, and of one lesion. */
export const SIZES = [100, 500, 1500, Infinity] as const;
export const LESION_SIZES = [1, 30, 100, 500, 1500, Infinity] as const;
export const SPOT = 30;
/** A spot of which this share is suspected white-matter disease (prepare_anomaly.py) counts as such. */
export const DISEASE = 0.2;
/** Of these sets every fifth slice is shown to the literature's methods. */
export const LITERATURE_SETS = [MAIN, 'MS, one patient', FREE];
export const MODEL = 'altered';
