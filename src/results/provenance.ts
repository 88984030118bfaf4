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

/** All that is needed to make the same result again, and nothing about the patient. */
export interface Provenance {
  task: 'denoise';
  model: { id: string; version: string; sha256: string };
  sampler: string;
  /** Evaluations of the network per slice. */
  evaluations: number;
  seed: number;
  /** Estimated noise level in intensity units. */
  sigma: number;
  /** What the intensity unit is: a percentile of the series, or 1 HU. */
  scaling: 'percentile' | 'hounsfield';
  /** The intensity unit, in modality units. */
  unit: number;
  /** result = y + strength · (D − y). */
  strength: number;
  backend: BackendDescription;
  versions: { workbench: string; onnxruntime: string };
  /** Wall-clock milliseconds, and the share of them spent inside session.run. */
  milliseconds: number;
  networkMilliseconds: number;
}
