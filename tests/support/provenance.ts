import type { AnomalyProvenance, DenoiseProvenance, InpaintProvenance } from '../../src/results/provenance';

const made = {
  model: { id: 'm', version: '1.0.0', sha256: 'c0ffee' },
  evaluations: 1,
  backend: { asked: 'node', used: 'node', reason: '', device: '' },
  versions: { workbench: '0.1.0', onnxruntime: '1' },
  milliseconds: 2,
  networkMilliseconds: 1,
} as const;

/** One run of each task, by the model `m`. */
export const DENOISED: DenoiseProvenance = {
  ...made,
  task: 'denoise',
  sampler: 'dpmpp-2m',
  steps: 1,
  seed: 7,
  samples: 1,
  sigma: 0.0234567,
  scaling: 'percentile',
  unit: 412,
  strength: 0.5,
  magnitude: true,
};

export const INPAINTED: InpaintProvenance = {
  ...made,
  task: 'inpaint',
  sampler: 'dpmpp-2m',
  steps: 1,
  seed: 7,
  samples: 1,
  scaling: 'percentile',
  unit: 412,
  region: { voxels: 500, millilitres: 2.6134, slices: 2, source: 'a segment', marginMm: 2, purpose: 'Artefact repair' },
};

export const MAPPED: AnomalyProvenance = {
  ...made,
  task: 'anomaly',
  mask: { source: 'the model b', millilitres: 1204 },
  map: { covered: [false, true], peak: { score: 2.5, slice: 1 }, cut: 3, unlike: { distance: 0.9, limit: 3 }, smoothingMm: 2 },
};
