import type { RestorerManifest } from '../../src/models/manifest';

/** A manifest with the keys that models/training/healthy/export.py writes, around no file. */
export const restorer: RestorerManifest = {
  schema: 1,
  id: 'drawn-restorer',
  version: '0.1.0',
  label: 'FLAIR brain, drawn',
  tasks: ['anomaly'],
  kind: 'restorer',
  domain: {
    modalities: ['MR'],
    bodyPart: 'brain',
    contrasts: ['FLAIR'],
    plane: 'axial',
    skull: 'off',
    pixelSpacing: [0.5, 2],
    levels: { unit: 'mm below the top of the brain', shown: [0, 136], covered: [0, 120], measuredOnLesions: [55, 65] },
  },
  scaling: { kind: 'brain-median', per: 'slice', clip: 4 },
  canvas: { spacing: 1, rows: 'front-to-back', centred: 'brain-bounding-box' },
  score: {
    output: 'altered',
    smoothingMm: 2,
    evaluations: 1,
    direction: 'brighter',
    cut: 0.2,
    calibration: {
      altered: [
        [0.1, 1],
        [0.2, 2],
      ],
      brightness: [
        [0.2, 1],
        [0.4, 2],
      ],
    },
  },
  secondScore: { kind: 'evidence-sum', of: ['altered', 'brightness'], for: 'white-matter disease' },
  licence: 'CC0',
  data: [],
  file: { name: 'model.onnx', bytes: 1, sha256: '0'.repeat(64) },
  graph: { inputs: ['image', 'brain', 'mirrored'], outputs: ['clean', 'altered'], multiple: 16 },
  selfTest: {
    rows: 1,
    columns: 2,
    tolerance: 1e-3,
    inputs: { image: 'AAAAAAAAgD8=', brain: 'AACAPwAAgD8=', mirrored: 'AACAPwAAAAA=' },
    outputs: { clean: 'AAAAAAAAgD8=', altered: 'AAAAAAAAAD8=' },
  },
  metrics: [],
};
