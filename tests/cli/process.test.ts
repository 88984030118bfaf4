/** @jest-environment ./tests/sameRealmEnvironment.cjs */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { dicomImage, marked } from '../support/dicomFile';
import { grid, niftiFile } from '../support/niftiFile';
import { randomNumbers } from '../support/pictures';
import { drawnNifti, workFolder } from './runCli';

const work = workFolder();
afterAll(() => work.remove());

const PROGRAM = 'bin/ohif-diffusion.mjs';
const head = work.write('head_T1w.nii', drawnNifti());
const small = ['denoise', '-i', head, '-m', 'tiny-random', '-q'];
const environment = (more: object) => ({ ...process.env, ...more });
const has = (command: string) => spawnSync(command, ['--version']).status === 0;
const series = (name: string) => {
  mkdirSync(work.path(name));
  for (let k = 0; k < 3; k++)
    writeFileSync(work.path(`${name}/${k}.dcm`), new Uint8Array(dicomImage({ z: 5 * k, pixels: marked(k), instance: k + 1 })));
  return work.path(name);
};
/** Ends with 2 or 0 within 20 s, or fails. */
function program(args: readonly string[], more: object = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...args], { encoding: 'utf8', timeout: 20_000, ...more });
  return { status, stdout, stderr };
}

// Bundles the program, so that no test waits for it.
beforeAll(() => void program(['--version']));

describe('an interrupt', () => {
  const random = randomNumbers(3);
  const values = Array.from({ length: 2 * 2048 * 2048 }, (_, n) => ((n >> 6) % 3 ? 400 + 100 * random() : 40 * random()));
  /** A slice of this size takes a second or more on any machine, and there are twenty evaluations of each. */
  const large = work.write('large_T1w.nii', niftiFile({ size: [2048, 2048, 2], values, sform: grid([0.5, 0.5, 4]), datatype: 4 }));

  it.each(['SIGINT', 'SIGTERM'] as const)(
    '%s ends the program within a second while the network works, with 130 and nothing left',
    async (signal) => {
      const before = work.entries();
      const child = spawn(process.execPath, [PROGRAM, 'denoise', '-i', large, '-o', work.path('never'), '--steps', '20'], {
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let told = '';
      const inTheNetwork = new Promise<void>((resolve) =>
        child.stderr.on('data', (text: Buffer) => {
          told += text.toString();
          // An evaluation is one call.
          if (told.includes('model: ')) setTimeout(resolve, 2500);
        }),
      );
      await inTheNetwork;
      const started = performance.now();
      child.kill(signal);
      const [code] = (await once(child, 'exit')) as [number];
      expect((performance.now() - started) / 1000).toBeLessThan(1);
      expect(code).toBe(130);
      expect(told.trimEnd().split('\n').at(-1)).toBe('CANCELLED: The run was stopped before its end. Start it again.');
      expect(work.entries()).toEqual(before);
    },
  );

  it('of the program alone leaves none of it working', async () => {
    const child = spawn(process.execPath, [PROGRAM, 'denoise', '-i', large, '-o', work.path('never'), '--steps', '20'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    await once(child.stderr, 'data');
    const workers = () =>
      execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' })
        .split('\n')
        .filter((line) => line.includes('work.mjs') && line.includes(large));
    expect(workers()).toHaveLength(1);
    child.kill('SIGKILL');
    for (let n = 0; n < 100 && workers().length > 0; n++) await new Promise((resolve) => setTimeout(resolve, 100));
    expect(workers()).toEqual([]);
    expect(existsSync(work.path('never'))).toBe(false);
  });
});

describe('what lies in the way of a run is told in one line, and is never INTERNAL', () => {
  const fifo = (path: string) => void execFileSync('mkfifo', [path]);

  it('passes over pipes, sockets and links to nothing in a folder, follows links to files, and says so', async () => {
    const folder = series('mixed');
    fifo(`${folder}/pipe`);
    symlinkSync('/nowhere', `${folder}/broken.dcm`);
    symlinkSync('circle', `${folder}/circle`);
    symlinkSync(folder, `${folder}/again`);
    renameSync(`${folder}/2.dcm`, work.path('elsewhere.dcm'));
    symlinkSync(work.path('elsewhere.dcm'), `${folder}/2.dcm`);
    const server = createServer().listen(`${folder}/socket`);
    await once(server, 'listening');
    const ended = program(['denoise', '-i', folder, '-o', work.path('mixed-out'), '-m', 'tiny-random']);
    server.close();
    expect(ended.stderr).toContain('Links that lead nowhere were passed over: 2.');
    expect(ended.stderr).toContain('Pipes, sockets and devices were passed over: 2.');
    expect(ended.stderr).toContain('Links to folders were passed over: 1.');
    expect(ended.stderr).toContain('3 slices');
  });

  it.each<[string, RegExp, () => string[]]>([
    [
      'a pipe as input',
      /^INPUT_UNREADABLE: .*a pipe, a socket or a device/,
      () => (fifo(work.path('in.nii')), ['-i', work.path('in.nii'), '-o', work.path('o1')]),
    ],
    ['an address that is none', /^BAD_OPTION: .*an address that cannot be read/, () => ['-i', 'http://', '-o', work.path('o0')]],
    ['a device as input', /^INPUT_UNREADABLE: .*a pipe, a socket or a device/, () => ['-i', '/dev/zero', '-o', work.path('o2')]],
    [
      'a link to nothing as input',
      /^INPUT_MISSING: /,
      () => (symlinkSync('/nowhere', work.path('l1.nii')), ['-i', work.path('l1.nii'), '-o', work.path('o3')]),
    ],
    [
      'a link in a circle as input',
      /^INPUT_UNREADABLE: .*links that lead in a circle/,
      () => (symlinkSync('l2.nii', work.path('l2.nii')), ['-i', work.path('l2.nii'), '-o', work.path('o4')]),
    ],
    [
      'a name of 300 letters as input',
      /^INPUT_UNREADABLE: .*a name that is too long/,
      () => ['-i', work.path('n'.repeat(300)), '-o', work.path('o5')],
    ],
    ['a name of 300 letters as output', /^OUTPUT_FAILED: .*a name that is too long/, () => ['-i', head, '-o', work.path('n'.repeat(300))]],
    [
      'a link to nothing as output',
      /^OUTPUT_EXISTS: .*a link that leads nowhere/,
      () => (symlinkSync('/nowhere', work.path('l3')), ['-i', head, '-o', work.path('l3')]),
    ],
    [
      'a link in a circle as output',
      /^OUTPUT_FAILED: .*links that lead in a circle/,
      () => (symlinkSync('l4', work.path('l4')), ['-i', head, '-o', work.path('l4')]),
    ],
    ['a file where a folder should be', /^OUTPUT_FAILED: .*a file where a folder should be/, () => ['-i', head, '-o', `${head}/out`]],
    [
      'an output inside the input',
      /^BAD_OPTION: .*an output inside the input folder/,
      () => ['-i', series('own'), '-o', work.path('own/out')],
    ],
  ])('%s', (_, line, args) => {
    const [given, before] = [args(), work.entries()];
    const { status, stdout, stderr } = program(['denoise', '-q', '-m', 'tiny-random', ...given]);
    expect(stderr).toMatch(line);
    expect([status, stdout, stderr.trimEnd().split('\n').length]).toEqual([2, '', 1]);
    expect(work.entries()).toEqual(before);
  });

  it('writes to a folder whose name is as long as can be', () => {
    const long = 'n'.repeat(255);
    expect(program([...small, '-o', work.path(long)])).toMatchObject({ status: 0, stderr: '' });
    expect(readdirSync(work.path(long)).sort()).toEqual(['report.json', 'result.nii.gz']);
  });

  it('a standard output that is full, a standard error that is full, and a reader that has gone', () => {
    const full = openSync('/dev/full', 'w');
    const listed = program(['samplers'], { stdio: ['ignore', full, 'pipe'] });
    expect(listed).toMatchObject({ status: 2, stderr: expect.stringMatching(/^OUTPUT_FAILED: .*standard output/) as string });
    expect(program([...small.slice(0, -1), '-o', work.path('full')], { stdio: ['ignore', 'pipe', full] }).status).toBe(0);
    closeSync(full);
    const shell = `${process.execPath} ${PROGRAM} samplers | head -n 1; echo "\${PIPESTATUS[0]}"`;
    const piped = spawnSync('bash', ['-c', shell], { encoding: 'utf8' });
    expect([piped.stdout.split('\n').at(-2), piped.stderr]).toEqual(['0', '']);
  });
});

describe('the runtime of the models', () => {
  it('leaves nothing outside of the output, and tells nobody', () => {
    const home = work.path('home');
    const temporary = work.path('home/tmp');
    mkdirSync(temporary, { recursive: true });
    const away = { HOME: home, TMPDIR: temporary, XDG_CACHE_HOME: '', XDG_CONFIG_HOME: '', XDG_DATA_HOME: '', ORT_DISABLE_TELEMETRY: '' };
    const trace = work.path('trace');
    const watch = has('strace') ? ['strace', '-f', '-qq', '-e', 'trace=%network,openat', '-o', trace] : [];
    const [command = '', ...args] = [...watch, process.execPath, PROGRAM, ...small, '-o', work.path('told')];
    const ended = spawnSync(command, args, { encoding: 'utf8', env: environment(away) });
    expect(ended).toMatchObject({ status: 0, stderr: '' });
    expect(readdirSync(home, { recursive: true })).toEqual(['tmp']);
    if (watch.length === 0) return;
    const lines = readFileSync(trace, 'utf8').split('\n');
    expect(lines.some((line) => line.includes('libonnxruntime'))).toBe(true);
    expect(lines.filter((line) => /AF_INET|resolv\.conf|nsswitch/.test(line))).toEqual([]);
  });
});
