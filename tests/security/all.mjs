import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** `npm run test:security [-- jest's arguments]`: all tests of this folder with their long parts, of which `npm test` runs the short ones. */
const jest = fileURLToPath(new URL('../../node_modules/jest/bin/jest.js', import.meta.url));
const { status } = spawnSync(
  process.execPath,
  ['--experimental-vm-modules', '--no-warnings', jest, 'tests/security', ...process.argv.slice(2)],
  {
    stdio: 'inherit',
    env: { ...process.env, SECURITY: 'all' },
  },
);
process.exit(status ?? 1);
