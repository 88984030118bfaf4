/**
 * The one-way road of `src/` (docs/architecture.md): what each folder may import, beside itself.
 *
 * @type {Readonly<Record<string, readonly string[]>>}
 */
export const ROAD = {
  core: [],
  diffusion: ['core'],
  random: ['core'],
  volume: ['core'],
  models: ['core'],
  results: ['core', 'volume'],
  rules: ['core', 'volume', 'models'],
  execution: ['core', 'diffusion', 'random', 'models', 'results'],
  tasks: ['core', 'diffusion', 'random', 'volume', 'models', 'results', 'rules', 'execution'],
  nifti: ['core', 'volume', 'rules'],
  dicom: ['core', 'volume', 'results', 'rules'],
  filing: ['core', 'volume', 'results', 'rules', 'dicom'],
  archive: ['core', 'results', 'dicom', 'filing'],
  cli: ['core', 'diffusion', 'volume', 'models', 'results', 'rules', 'execution', 'tasks', 'nifti', 'dicom', 'filing', 'archive'],
};

/**
 * The floors of `extension/`, from the ground up: a file may import its own floor and those below it (and `src`), nothing above. `holds` names
 * folders (with a slash) and files below `extension/`. This is the one table: eslint.config.js makes errors of what goes upward.
 *
 * @type {readonly { name: string, holds: readonly string[] }[]}
 */
export const FLOORS = [
  { name: 'host', holds: ['host/'] },
  { name: 'i18n', holds: ['i18n/'] },
  { name: 'worker', holds: ['worker/'] },
  { name: 'regions', holds: ['regions/'] },
  { name: 'results', holds: ['results/'] },
  { name: 'run', holds: ['run/'] },
  { name: 'overlay', holds: ['overlay/'] },
  { name: 'compare', holds: ['compare/'] },
  { name: 'review', holds: ['review/'] },
  { name: 'filing', holds: ['filing/'] },
  { name: 'found', holds: ['found/'] },
  { name: 'anomaly', holds: ['anomaly/'] },
  { name: 'inpaint', holds: ['inpaint/'] },
  { name: 'keep', holds: ['keep/'] },
  { name: 'diagnostics', holds: ['diagnostics/'] },
  { name: 'workbench', holds: ['workbench/'] },
  { name: 'panel', holds: ['panel/'] },
  {
    name: 'entry',
    holds: [
      'commandsModule.ts',
      'getCustomizationModule.ts',
      'getHangingProtocolModule.ts',
      'getPanelModule.ts',
      'getToolbarModule.ts',
      'implementation.ts',
      'index.ts',
    ],
  },
];
