import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { findOrthanc, installOrthanc, ORTHANC_PACKAGES } from '../viewer/orthancPackages.mjs';

/** `npm test`: installs what is missing, checks, runs unit and browser tests, and ends with one line that counts them all. */
const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const reports = path.join(root, 'test-results');
const bin = (name) => path.join(root, 'node_modules', '.bin', name);
const started = Date.now();
let [passed, failed] = [0, 0];
let archive;

const run = (command, args, options = {}) =>
  spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options, env: { ...process.env, ...options.env } }).status ?? 1;

function step(name, command, args, options) {
  console.log(`\n== ${name} (${Math.round((Date.now() - started) / 1000)} s)`);
  return run(command, args, options) === 0;
}

function check(name, command, args) {
  if (step(name, command, args)) passed += 1;
  else failed += 1;
}

function finish() {
  if (archive === false) console.log(`\nSKIPPED: tests against a real archive (${ORTHANC_PACKAGES.join(', ')} could not be installed).`);
  console.log(`\n${Math.round((Date.now() - started) / 1000)} s`);
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed > 0 || passed === 0 ? 1 : 0);
}

/** Without this the rest cannot run at all. */
function need(name, ok) {
  if (ok) return;
  console.error(`${name} failed; nothing after it was run.`);
  failed += 1;
  finish();
}

function findChrome() {
  const known = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable'];
  return [process.env.CHROME_PATH, ...known].find((file) => file && existsSync(file));
}

function installChrome() {
  console.log('No Chromium found (CHROME_PATH names another one): installing the Debian package.');
  const sudo = process.getuid?.() === 0 ? [] : ['sudo'];
  for (const args of [
    ['apt-get', 'update'],
    ['apt-get', 'install', '-y', '--no-install-recommends', 'chromium'],
  ]) {
    const [command, ...rest] = [...sudo, ...args];
    if (run(command, rest, { env: { DEBIAN_FRONTEND: 'noninteractive' } }) !== 0) return undefined;
  }
  return findChrome();
}

/** The tests of filing want a real archive; without one they are skipped, and that is said. */
function orthanc() {
  if (findOrthanc()) return true;
  console.log(`No Orthanc found: installing the Debian packages ${ORTHANC_PACKAGES.join(' and ')}.`);
  return installOrthanc() !== undefined;
}

/** Adds the counts of a runner's JSON report; a report that is missing means that the runner itself broke. */
function count(file, read) {
  const report = path.join(reports, file);
  if (!existsSync(report)) {
    failed += 1;
    return;
  }
  const [good, bad] = read(JSON.parse(readFileSync(report, 'utf8')));
  passed += good;
  failed += bad;
}

rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });

const major = Number(process.versions.node.split('.')[0]);
need(`Node 20 or newer (found ${process.versions.node})`, major >= 20);
if (!existsSync(path.join(root, 'node_modules', '.package-lock.json'))) {
  need('npm ci', step('install', 'npm', ['ci', '--ignore-scripts'], { shell: process.platform === 'win32' }));
}
const chrome = findChrome() ?? installChrome();
need('Finding or installing Chromium', chrome !== undefined);
archive = orthanc();

check('format', bin('prettier'), ['--check', '--log-level', 'warn', '.']);
check('lint', bin('eslint'), ['.']);
check('types', bin('tsc'), ['--noEmit']);

step('unit tests', process.execPath, [
  '--experimental-vm-modules',
  '--no-warnings',
  path.join(root, 'node_modules/jest/bin/jest.js'),
  '--json',
  `--outputFile=${path.join(reports, 'unit.json')}`,
]);
count('unit.json', (r) => [r.numPassedTests, r.numFailedTests + r.numRuntimeErrorTestSuites]);

need('The build', step('build', bin('webpack'), ['--mode', 'production']));
step('browser tests', bin('playwright'), ['test'], { env: { CHROME_PATH: chrome } });
count('browser.json', ({ stats, errors }) => [
  stats.expected,
  stats.unexpected + stats.flaky + (stats.expected + stats.unexpected === 0 ? errors.length : 0),
]);
finish();
