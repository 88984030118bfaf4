import type { Remark } from '../core/errors';

export type BackendName = 'webgpu' | 'wasm' | 'node' | 'float64';

/** Which backend ran, and why that one. A fallback is a result, not a secret. */
export interface BackendDescription {
  /** What the user asked for. */
  asked: 'auto' | BackendName;
  used: BackendName;
  /** One sentence for the panel: `no WebGPU adapter in this browser`. */
  reason: string;
  /** Vendor and architecture of the adapter, or the number of threads. */
  device: string;
}

export interface UsedModel {
  id: string;
  version: string;
  /** Of the weights. */
  sha256: string;
  /** SHA-256 of the manifest, whose numbers change the pixels as much as the weights do. */
  manifest?: string;
  /** Who vouches for the manifest: the build, a list of the site, nobody. */
  pinned?: 'build' | 'site' | 'nobody';
}

/** What was found at the input of the command line, and what of it was left out. */
export interface InputNote {
  /** Files whose images were worked on. */
  read: number;
  left: readonly { count: number; because: string }[];
  /** Some of what was left out may belong to the series: a person has said to go on without. */
  partial?: boolean;
}

/** `5 read, 2 left out because: 1 report, 1 not DICOM` */
export function inputText({ read, left }: InputNote): string {
  const count = left.reduce((sum, one) => sum + one.count, 0);
  if (count === 0) return `${read} read`;
  return `${read} read, ${count} left out because: ${left.map((one) => `${one.count} ${one.because}`).join(', ')}`;
}

/** What every result says of how it was made, and nothing about the patient. */
interface Made {
  model: UsedModel;
  /** Evaluations of the network per slice, over all samples and turns. */
  evaluations: number;
  backend: BackendDescription;
  versions: { workbench: string; onnxruntime: string };
  /** Wall-clock milliseconds, and the share of them spent inside session.run. */
  milliseconds: number;
  networkMilliseconds: number;
  /** How the series differs from what the model was made for, where a person has confirmed to go on. */
  outside?: readonly Remark[];
  /** Each slice was an image of its own; those that were left as they are, from 0. */
  independent?: { untouched: readonly number[] };
  /** Why the slices are no stack (missing, uneven, sheared, left out), where each was worked on by itself. */
  gaps?: readonly Remark[];
  /** Of the command line. */
  input?: InputNote;
}

/** What random numbers and steps a picture was drawn with. */
interface Drawn {
  /** Id of the sampler; one step is the mean whatever the sampler. */
  sampler: string;
  /** Levels that the sampler was given. */
  steps: number;
  /** Of the first sample; sample k has seed + k. */
  seed: number;
  samples: number;
}

/** What the intensity unit is: a percentile of the series, or 1 HU; and its size in modality units. */
interface Scaled {
  scaling: 'percentile' | 'hounsfield';
  unit: number;
}

/** All that is needed to make the same denoised series again. */
export interface DenoiseProvenance extends Made, Drawn, Scaled {
  task: 'denoise';
  /** Estimated noise level in intensity units. */
  sigma: number;
  /** result = y + strength · (D − y). */
  strength: number;
  /** Each estimate is the mean over the mirrored and transposed versions of its slice; one that lies as it is read without. */
  turns?: 8;
  /** The source has no value below zero, so the blend gets none. */
  magnitude: boolean;
  /** Of slices that are images of their own; slices from 0. */
  levels?: readonly { slice: number; sigma: number; unit: number }[];
}

/** What the reader said of a region; words for people. */
export interface RegionNote {
  /** Where it came from: drawn as a segment, outlined, found. */
  source: string;
  /** By how much it was made larger on all sides. */
  marginMm: number;
  /** What the filling is for. */
  purpose: string;
}

/** All that is needed to make the same filling again, beside the region itself. */
export interface InpaintProvenance extends Made, Drawn, Scaled {
  task: 'inpaint';
  /** RePaint's resampling, where the sampler resamples. */
  resampling?: { jumpLength: number; passes: number };
  /** What was made anew; ml where the slices are a stack. */
  region: { voxels: number; millilitres?: number; slices: number } & Partial<RegionNote>;
}

/** How a slice was noised and reconstructed; reconstruction k has seed + k. */
export interface NoisingNote {
  noise: 'gaussian' | 'simplex';
  /** In brain medians. */
  sigma: number;
  /** Evaluations of each reconstruction. */
  steps: number;
  samples: number;
  seed: number;
}

/** Where a brain mask came from, what it holds in a stack, and the model where it was one. */
export interface MaskNote {
  source: string;
  millilitres?: number;
  model?: UsedModel;
}

/** All that is needed to make the same anomaly map again: a restorer draws no random numbers. */
export interface AnomalyProvenance extends Made {
  task: 'anomaly';
  /** Where the prior was a partial-noising one. */
  noising?: NoisingNote;
  mask: MaskNote;
  map: AnomalyMapNote;
}

export interface AnomalyMapNote {
  /** One flag per slice: whether it has a score. */
  covered: readonly boolean[];
  /** The largest score, -log10 of the share of healthy pixels above it, and the slice (from 0) that holds it. */
  peak: { score: number; slice: number };
  /** The model's own cut, as a score. */
  cut: number;
  /** How far the grey levels are from those of the training, and how far they may be; undefined where it cannot be told. */
  unlike?: { distance: number; limit: number } | undefined;
  /** Which way of the brain's median the brightness score looks; undefined where there is no map. */
  direction?: 'brighter' | 'darker';
  /** What the sum with the brightness score is for, where the model says so. */
  secondFor?: string | undefined;
  /** Width of the smoothing of the score. */
  smoothingMm?: number;
}

export type Provenance = DenoiseProvenance | InpaintProvenance | AnomalyProvenance;

/** Whether a result was made outside what its model is for: confirmed by a person, or told by the pixels. */
export const isOutside = (made: Provenance): boolean =>
  (made.outside?.length ?? 0) > 0 ||
  (made.task === 'anomaly' && made.map.unlike !== undefined && made.map.unlike.distance > made.map.unlike.limit);

/** How a picture was sampled, in words: one evaluation is a mean, whatever the sampler. */
export function samplerText(made: DenoiseProvenance | InpaintProvenance): string {
  if (made.steps > 1) return made.sampler;
  return made.task === 'denoise' ? 'posterior mean' : 'conditional mean';
}
