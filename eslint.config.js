import importX from 'eslint-plugin-import-x';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/**
 * The one-way road (docs/architecture.md): what each part of the engine may import, beside its own folder. Anything else is an error whose
 * message explains itself, so the layers cannot grow into each other unnoticed.
 */
const ROAD = {
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
  cli: ['core', 'diffusion', 'volume', 'models', 'results', 'rules', 'execution', 'tasks', 'nifti', 'dicom'],
};
/** The one part of src that knows its runtime: files, a terminal, onnxruntime-node. */
const KNOWS_NODE = ['cli'];

const layer = (name, allowed) => ({
  files: [`src/${name}/**/*.ts`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          ...Object.keys(ROAD)
            .filter((other) => other !== name && !allowed.includes(other))
            .map((other) => ({
              regex: `^(\\.\\./)+${other}/`,
              message: `src/${name} may import ${allowed.join(', ') || 'nothing'}: data goes one way (docs/architecture.md).`,
            })),
          {
            regex: `^(${KNOWS_NODE.includes(name) ? '' : 'node:|onnxruntime|'}react|@cornerstonejs|@ohif|comlink)|extension/|modes/|viewer/`,
            message: 'src knows no host, no framework and no runtime: they are passed in (docs/architecture.md).',
          },
        ],
      },
    ],
  },
});

export default tseslint.config(
  { ignores: ['**/node_modules/', '**/dist/', '.cache/', 'test-results/', 'coverage/'] },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [...tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver-next': [createTypeScriptImportResolver()] },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'import-x/no-cycle': 'error',
    },
  },
  {
    files: ['extension/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks },
    rules: { ...reactHooks.configs.recommended.rules },
  },
  { files: ['extension/host/**/*.{ts,tsx}'], rules: { '@typescript-eslint/no-explicit-any': 'off' } },
  {
    files: ['extension/**/*.{ts,tsx}', 'modes/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^(node:|onnxruntime)',
              message: 'The bundle runs in a browser, and loads onnxruntime from its own folder at run time.',
            },
            { regex: '^@ohif/', message: "@ohif packages are the host's: reach them through extension/host." },
          ],
        },
      ],
    },
  },
  ...Object.entries(ROAD).map(([name, allowed]) => layer(name, allowed)),
);
