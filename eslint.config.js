import importX from 'eslint-plugin-import-x';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';
import { FLOORS, ROAD } from './tests/structure/layers.js';

/** The one part of src that knows its runtime: files, a terminal, onnxruntime-node. */
const KNOWS_NODE = ['cli'];

const restrict = (files, patterns, ignores = []) => ({ files, ignores, rules: { 'no-restricted-imports': ['error', { patterns }] } });

/** Imports that would let the layers of src grow into each other unnoticed are errors whose message explains itself. */
const layer = ([name, allowed]) =>
  restrict(
    [`src/${name}/**/*.ts`],
    [
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
  );

/** What holds for everything that the bundles are made of. */
const BUNDLED = [
  { regex: '^(node:|onnxruntime)', message: 'The bundle runs in a browser, and loads onnxruntime from its own folder at run time.' },
  { regex: '^@ohif/', message: "@ohif packages are the host's: reach them through extension/host." },
  { regex: '/src/cli/', message: 'The command line is for files and Node: the viewer has its own shell of the same tasks.' },
];
const HOST = {
  regex: '(^|/)host/host$',
  message: 'host() is called in extension/host only: give what you need of the viewer a function there that takes and returns plain data.',
};

const NO_PAGE = {
  regex: '^(\\.\\./)+(host|i18n)(/|$)',
  message: 'A worker has no page, and its protocol no language: extension/worker imports src.',
};

const heldBy = (floors) => floors.flatMap(({ holds }) => holds);

/** A floor of extension/ may import those below it. */
const floor = ({ name, holds }, level) => {
  const above = heldBy(FLOORS.slice(level + 1)).map((held) => held.replace(/\/$/, '').replace(/\.tsx?$/, ''));
  const below = FLOORS.slice(0, level).map((other) => other.name);
  return restrict(
    holds.map((held) => (held.endsWith('/') ? `extension/${held}**/*.{ts,tsx}` : `extension/${held}`)),
    [
      ...BUNDLED,
      ...(name === 'host' ? [] : [HOST]),
      ...(name === 'worker' ? [NO_PAGE] : []),
      ...(above.length === 0
        ? []
        : [
            {
              regex: `^(\\.\\./)+(${above.join('|')})(/|$)`,
              message: `extension/${name} may import src${below.map((other) => `, ${other}`).join('')}: nothing above it (tests/structure/layers.js).`,
            },
          ]),
    ],
    // Binds the host.
    ['extension/index.ts'],
  );
};

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
  restrict(['extension/**/*.{ts,tsx}', 'modes/**/*.ts'], BUNDLED),
  ...FLOORS.map(floor),
  ...Object.entries(ROAD).map(layer),
);
