import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unlisted } from '../../licences/audit.mjs';
import { BUNDLED, INSTALLED, isMet } from '../../licences/policy.mjs';

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, { license?: string; version?: string }> };
const withPackage = (license: string | undefined, name = 'new') => ({
  ...lock.packages,
  [`node_modules/${name}`]: { version: '1.0.0', ...(license !== undefined && { license }) },
});

test('our own licence lies in the repository, as package.json says it', () => {
  expect(readFileSync('LICENSE', 'utf8')).toMatch(/^MIT License\n\nCopyright \(c\) 20\d\d /);
  expect((JSON.parse(readFileSync('package.json', 'utf8')) as { license: string }).license).toBe('MIT');
});

test('npm run audit:licences finds nothing, and says how many it has looked at', () => {
  const ended = spawnSync('npm', ['run', '-s', 'audit:licences'], { encoding: 'utf8', shell: process.platform === 'win32' });
  expect(ended).toMatchObject({ status: 0, stderr: '' });
  expect(ended.stdout).toMatch(/^[1-9]\d\d packages, all with a listed licence\.\n$/);
});

test.each([
  ['AGPL-3.0'],
  ['GPL-3.0-or-later'],
  ['LGPL-2.1'],
  ['SSPL-1.0'],
  ['CC-BY-NC-4.0'],
  ['UNLICENSED'],
  ['SEE LICENSE IN LICENSE.md'],
  ['MIT AND GPL-2.0'],
  ['(GPL-2.0 OR AGPL-3.0)'],
  [undefined],
])('a package of %s is found', (license) => {
  expect(unlisted(withPackage(license))).toEqual([`new 1.0.0: ${license ?? 'no licence'}`]);
});

test.each(['MIT', '(MIT OR GPL-3.0)', '(MIT AND Zlib)', 'Apache-2.0 AND MIT'])('one of %s is not', (license) => {
  expect(unlisted(withPackage(license))).toEqual([]);
});

test('the one package of the AGPL is installed, by @ohif/core alone, and may not be bundled', () => {
  const strong = Object.entries(lock.packages).filter(([, { license = '' }]) => /GPL|SSPL/.test(license));
  expect(strong.map(([folder]) => folder)).toEqual(['node_modules/shepherd.js']);
  const wanted = Object.entries(lock.packages).filter(
    ([, entry]) => 'shepherd.js' in ((entry as { dependencies?: object }).dependencies ?? {}),
  );
  expect(wanted.map(([folder]) => folder)).toEqual(['node_modules/@ohif/core']);
  expect([isMet('AGPL-3.0', BUNDLED), isMet('AGPL-3.0', INSTALLED)]).toEqual([false, false]);
  // The same name under another licence, and another name under the same.
  expect(unlisted(withPackage('SSPL-1.0', 'shepherd.js'))).toHaveLength(1);
  expect(unlisted(withPackage('AGPL-3.0', 'react-shepherd'))).toHaveLength(1);
});

describe('the bundle', () => {
  const folder = mkdtempSync(join(tmpdir(), 'licences-test-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  /** The real configuration, without making it small, which takes most of the time; `more` is bundled too. */
  function build(name: string, more = ''): { status: number | null; output: string; at: string } {
    const at = join(folder, name, 'esm');
    const entry = join(folder, `${name}.js`);
    writeFileSync(entry, more);
    const program = join(folder, `${name}.mjs`);
    writeFileSync(
      program,
      `import webpack from ${JSON.stringify(join(process.cwd(), 'node_modules/webpack/lib/index.js'))};
      import configurations from ${JSON.stringify(join(process.cwd(), 'webpack.config.js'))};
      const [esm] = configurations({}, { mode: 'production' });
      const entry = ${more === '' ? 'esm.entry' : `{ more: ${JSON.stringify(entry)} }`};
      const resolve = { ...esm.resolve, modules: ['node_modules', ${JSON.stringify(join(process.cwd(), 'node_modules'))}] };
      const output = { ...esm.output, path: ${JSON.stringify(at)} };
      webpack({ ...esm, entry, resolve, output, optimization: { minimize: false } }, (error, stats) => {
        const errors = stats?.compilation.errors.map(({ message }) => message) ?? [];
        if (error || errors.length) console.error(error?.message, ...errors);
        process.exit(error || errors.length ? 1 : 0);
      });`,
    );
    const ended = spawnSync(process.execPath, [program], { encoding: 'utf8' });
    return { status: ended.status, output: ended.stdout + ended.stderr, at };
  }

  test('brings the notices of all that is in it, and no model for tests', () => {
    const { status, output, at } = build('whole');
    expect({ status, output }).toEqual({ status: 0, output: '' });
    const notices = readFileSync(join(at, 'THIRD-PARTY-NOTICES'), 'utf8');
    expect(readFileSync(join(at, '..', 'THIRD-PARTY-NOTICES'), 'utf8')).toBe(notices);
    const named = Array.from(notices.matchAll(/^-{80}\n(\S+)@(\d\S*) \((.+)\)$/gm), ([, name, , licence]) => [name, licence] as const);
    const names = named.map(([name]) => name);
    // In the page, in the worker, inside of what comes in one file, and copied unchanged.
    for (const name of [
      'zod',
      '@noble/hashes',
      'comlink',
      'fflate',
      'dcmjs',
      'pako',
      'loglevel',
      'gl-matrix',
      'onnxruntime-web',
      'onnxruntime-common',
    ]) {
      expect(names).toContain(name);
    }
    expect(names).not.toContain('shepherd.js');
    for (const [, licence] of named) expect(isMet(licence ?? '', BUNDLED)).toBe(true);
    // The texts themselves, that of onnxruntime with what its WebAssembly is made from.
    for (const words of [
      'Colin McDonnell',
      'Paul Miller',
      'Apache License',
      'Microsoft Corporation',
      'Eigen',
      'abseil-cpp',
      'google/flatbuffers',
    ]) {
      expect(notices).toContain(words);
    }
    expect(readFileSync(join(at, 'LICENSE'), 'utf8')).toBe(readFileSync('LICENSE', 'utf8'));
    expect(readdirSync(join(at, 'models'))).not.toContain('tiny-random');
    expect(existsSync(join(at, 'models', 'mr-brain-restore', 'model.onnx'))).toBe(true);
  }, 300_000);

  test('is not made with a package whose licence is not listed', () => {
    const { status, output } = build('forbidden', "import Shepherd from 'shepherd.js'; console.log(Shepherd);");
    expect(status).toBe(1);
    expect(output).toMatch(/shepherd\.js is bundled, and AGPL-3\.0 is not listed/);
  }, 300_000);
});
