// `npm start`: installs and builds what is missing or out of date, then runs viewer/main.ts. Runs on a bare clone, so it uses
// nothing but Node itself.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const repository = dirname(dirname(fileURLToPath(import.meta.url)));
const buildStamp = join(repository, 'dist', '.built');
/** What the bundle is made from. */
const buildInputs = [
  'src',
  'extension',
  'modes',
  'models',
  'licences',
  'LICENSE',
  'webpack.config.js',
  'tsconfig.json',
  'package-lock.json',
];
/** Changes in these folders do not change the bundle. */
const notBuilt = new Set(['node_modules', 'dist', 'training', '__pycache__']);

checkNode();
if (!dependenciesAreInstalled()) install();
if (!bundleIsBuilt()) build();
serve();

function checkNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 20) fail(`Node.js 20 or later is needed; this is ${process.version}.`);
}

/**
 * npm keeps what it installed in a hidden lock file. Both are compared entry by entry: file times say little, since npm writes
 * the two within milliseconds of each other and git sets the times of a checkout.
 */
function dependenciesAreInstalled() {
  const installedLock = join(repository, 'node_modules', '.package-lock.json');
  if (!existsSync(installedLock)) return false;
  const wanted = readPackages(join(repository, 'package-lock.json'));
  const installed = readPackages(installedLock);
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true;
    const found = installed[path];
    if (!found) return entry.optional === true; // for another system
    return found.version === entry.version && found.integrity === entry.integrity && found.link === entry.link;
  });
}

function readPackages(lockFile) {
  try {
    return JSON.parse(readFileSync(lockFile, 'utf8')).packages ?? {};
  } catch (error) {
    return fail(`${lockFile} cannot be read (${error.message}).`);
  }
}

function install() {
  say('Installing the dependencies (only after changes, about a minute) ...');
  const options = ['--ignore-scripts', '--no-audit', '--no-fund'];
  let result = npm(['ci', ...options]);
  if (result.status !== 0 && /EUSAGE/.test(result.stderr)) {
    // Newer npm refuses a lock file without the optional packages of all systems. The versions in it still hold.
    say('npm ci does not accept this lock file here; npm install does it instead ...');
    result = npm(['install', '--no-save', ...options]);
  }
  if (result.error) fail(`npm cannot be run (${result.error.message}).`);
  if (result.status === 0) return;
  process.stderr.write(result.stderr);
  fail('npm could not install the dependencies; it tells why above.');
}

/** Started as `npm start`, npm's own script is at hand; else npm is on the PATH, on Windows as a batch file that needs a shell. */
function npm(args) {
  const script = process.env.npm_execpath;
  const options = { cwd: repository, encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] };
  if (script && /npm-cli\.[cm]?js$/.test(script)) return spawnSync(process.execPath, [script, ...args], options);
  return spawnSync('npm', args, { ...options, shell: process.platform === 'win32' });
}

/** The stamp is written after each build from here, since webpack leaves unchanged files, and their times, alone. */
function bundleIsBuilt() {
  const outputs = ['esm/extension.js', 'esm/mode.js', 'umd'].map((name) => join(repository, 'dist', name));
  if (!outputs.every((path) => existsSync(path))) return false;
  const builtAt = Math.max(...[...outputs, buildStamp].filter((path) => existsSync(path)).map((path) => statSync(path).mtimeMs));
  return buildInputs.every((name) => newestTime(join(repository, name)) <= builtAt);
}

/** Latest change below a path, in ms since 1970. Folders count too: their time tells of removed files. */
function newestTime(path) {
  if (!existsSync(path)) return 0;
  const info = statSync(path);
  if (!info.isDirectory()) return info.mtimeMs;
  const names = readdirSync(path).filter((name) => !notBuilt.has(name) && !name.startsWith('.'));
  return Math.max(info.mtimeMs, ...names.map((name) => newestTime(join(path, name))));
}

function build() {
  say('Building the extension (only after changes) ...');
  const webpack = join(repository, 'node_modules', 'webpack', 'bin', 'webpack.js');
  const result = spawnSync(process.execPath, [webpack, '--mode', 'production'], { cwd: repository, encoding: 'utf8' });
  if (result.error) fail(`webpack cannot be run (${result.error.message}).`);
  if (result.status !== 0) {
    process.stderr.write(result.stdout + result.stderr);
    fail('The extension could not be built; webpack tells why above.');
  }
  mkdirSync(dirname(buildStamp), { recursive: true });
  writeFileSync(buildStamp, '');
}

function serve() {
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  // The channel tells main.ts when this process is gone, however it ended.
  const child = spawn(process.execPath, ['--import', tsx, join(repository, 'viewer', 'main.ts'), ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  if (process.env.npm_lifecycle_event) {
    // npm ended by SIGTERM leaves its script behind; without this the viewer would keep the port.
    const starter = process.ppid;
    setInterval(() => process.ppid !== starter && child.kill('SIGTERM'), 500).unref();
  }
  child.on('error', (error) => fail(`The viewer cannot be started (${error.message}).`));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' || signal === 'SIGTERM' ? 0 : 1)));
}

function say(message) {
  console.log(message);
}

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
