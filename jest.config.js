// onnxruntime-node reads it when it is loaded: no test looks up a host of its maker, or writes below the home folder (src/cli/quiet.ts).
process.env.ORT_DISABLE_TELEMETRY = '1';

export default {
  testEnvironment: 'node',
  testTimeout: 60_000,
  // By default jest leaves one core for its own process, which only waits: on two cores one would stand still.
  maxWorkers: '100%',
  testMatch: ['<rootDir>/tests/**/*.test.ts', '<rootDir>/tests/**/*.test.tsx'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/tests/browser/'],
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: {
    '^.+\\.tsx?$': [
      '<rootDir>/tests/transform.mjs',
      {
        jsc: {
          parser: { syntax: 'typescript', tsx: true },
          target: 'es2022',
          transform: { react: { runtime: 'classic' } },
          experimental: { keepImportAssertions: true }, // jest asks for `with { type: 'json' }`
        },
        module: { type: 'es6' },
      },
    ],
  },
};
