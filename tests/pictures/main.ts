import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

/**
 * `npm run pictures` makes the pictures of docs/guide.md anew, `npm run pictures -- --only filing` those of its part on filing alone;
 * `npm run pictures -- --dicom FOLDER` follows the guide on every series of a folder of DICOM files instead, says what came of it, and leaves
 * its pictures in test-results/.
 */
const { values } = parseArgs({ options: { dicom: { type: 'string' }, only: { type: 'string' } } });
const playwright = resolve('node_modules', '@playwright', 'test', 'cli.js');
const specs = values.dicom !== undefined ? ['real'] : values.only !== undefined ? [values.only] : ['guide', 'filing'];
const { status } = spawnSync(process.execPath, [playwright, 'test', '--config', 'tests/pictures', ...specs.map((name) => `${name}.spec`)], {
  stdio: 'inherit',
  env: { ...process.env, ...(values.dicom !== undefined && { PICTURES_DICOM: resolve(values.dicom) }) },
});
process.exit(status ?? 1);
