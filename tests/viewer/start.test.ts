import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

/**
 * viewer/start.mjs in a repository of its own, in which npm, webpack and the viewer are stand-ins that say what they were
 * asked to do. The stand-in for tsx plays the viewer: it is loaded first.
 */
let repository: string;
const lock = JSON.stringify({
  packages: { '': {}, 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '2.0.0', optional: true } },
});
const says = (sentence: string) => `console.log(${JSON.stringify(sentence)}, process.argv.slice(2).join(' '));`;
const builds =
  "require('fs').mkdirSync('dist/esm', { recursive: true }); require('fs').mkdirSync('dist/umd', { recursive: true });" +
  "for (const name of ['extension', 'mode']) require('fs').writeFileSync(`dist/esm/${name}.js`, '');";

beforeEach(async () => {
  repository = await mkdtemp(join(tmpdir(), 'start-test-'));
  await write('package-lock.json', lock);
  await write('node_modules/.package-lock.json', JSON.stringify({ packages: { 'node_modules/a': { version: '1.0.0' } } }));
  await write('node_modules/webpack/bin/webpack.js', builds);
  await write('node_modules/tsx/package.json', '{ "name": "tsx", "main": "viewer.mjs" }');
  await write('node_modules/tsx/viewer.mjs', `${says('viewer')} process.exit(7);`);
  await write('src/denoise.ts', '');
  await write('npm/npm-cli.js', `${says('npm')} console.error('npm', process.argv.slice(2).join(' ')); process.exit(1);`);
  await write('viewer/main.ts', '');
  await copyFile(join('viewer', 'start.mjs'), join(repository, 'viewer', 'start.mjs'));
});
afterEach(() => rm(repository, { recursive: true }));

async function write(path: string, content: string): Promise<void> {
  await mkdir(join(repository, path, '..'), { recursive: true });
  await writeFile(join(repository, path), content);
}

function start(...args: string[]) {
  // Not under npm's own variables, which this test run may have
  const env = { PATH: process.env['PATH'], npm_execpath: join(repository, 'npm', 'npm-cli.js') };
  return spawn(process.execPath, [join(repository, 'viewer', 'start.mjs'), ...args], { env });
}

async function run(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const child = start(...args);
  const [, out, err] = await Promise.all([once(child, 'exit'), text(child.stdout), text(child.stderr)]);
  return { code: child.exitCode, out, err };
}

test('builds what is not built, then runs the viewer with the arguments and ends with its exit code', async () => {
  const { code, out, err } = await run('--port', '0');
  expect(out).toMatch(/^Building .*\nviewer --port 0\n$/);
  expect(err).toBe('');
  expect(code).toBe(7);
});

test('builds again only after a change, also when a file was removed', async () => {
  await run();
  expect((await run()).out).toBe('viewer \n');
  const later = new Date(Date.now() + 5000);
  await utimes(join(repository, 'src', 'denoise.ts'), later, later);
  expect((await run()).out).toContain('Building');
  await write('src/denoise.ts', '');
  await utimes(join(repository, 'src'), later, later);
  expect((await run()).out).toContain('Building');
});

test('installs when the lock file names another version, and says so when npm fails', async () => {
  await write('package-lock.json', lock.replace('1.0.0', '1.0.1'));
  const { code, out, err } = await run();
  expect(out).toMatch(/^Installing the dependencies/);
  expect(err).toBe('npm ci --ignore-scripts --no-audit --no-fund\nnpm could not install the dependencies; it tells why above.\n');
  expect(code).toBe(1);
});

test('a lock file that npm ci refuses is installed by npm install, without being changed', async () => {
  await rm(join(repository, 'node_modules', '.package-lock.json'));
  await write(
    'npm/npm-cli.js',
    "if (process.argv[2] === 'ci') { console.error('npm error code EUSAGE'); process.exit(1); } else if (!process.argv.includes('--no-save')) process.exit(2);",
  );
  const { code, err } = await run();
  expect(err).toBe('');
  expect(code).toBe(7);
});

test('a failing build ends in webpack’s message and one sentence', async () => {
  await write('node_modules/webpack/bin/webpack.js', "console.log('Module not found'); process.exit(2);");
  const { code, err } = await run();
  expect(err).toBe('Module not found\nThe extension could not be built; webpack tells why above.\n');
  expect(code).toBe(1);
});

test('a signal reaches the viewer, which ends the start', async () => {
  await write(
    'node_modules/tsx/viewer.mjs',
    // It never ends loading: after it Node would go on to main.ts, which it cannot read.
    "process.on('SIGTERM', () => { console.log('closed'); process.exit(0); }); setInterval(() => {}, 1000); console.log('up'); await new Promise(() => {});",
  );
  const child = start();
  const output = text(child.stdout);
  child.stdout.on('data', (chunk: Buffer) => void (String(chunk).includes('up') && child.kill('SIGTERM')));
  await once(child, 'exit');
  expect(child.exitCode).toBe(0);
  expect(await output).toMatch(/up\nclosed\n$/);
});
