/** @jest-environment ./tests/sameRealmEnvironment.cjs */
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCommandLine } from '../../src/cli/options';
import { firstStudyOf } from '../../viewer/pacsProbe';
import { parseOptions } from '../../viewer/options';
import { run } from '../cli/runCli';
import { upstream } from './upstream';

const folder = mkdtempSync(join(tmpdir(), 'credentials-test-'));
afterAll(() => rmSync(folder, { recursive: true }));
function secretFile(name: string, text: string | Buffer, mode = 0o600): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

const WEB = ['--dicomweb', 'http://pacs/dicom-web'];
const RUN = ['denoise', '-i', 'http://pacs/dicom-web/studies/1.2', '-o', 'x'];
const variable = 'OHIF_DIFFUSION_DICOMWEB_USER';
/** The two programs, and what each makes of options for the same archive. */
const roads: [name: string, user: (options: string[], environment?: Record<string, string>) => string | undefined][] = [
  ['npm start', (options, environment = {}) => parseOptions([...WEB, ...options], environment).dicomwebUser],
  ['ohif-diffusion', (options, environment = {}) => readCommandLine([...RUN, ...options], environment).run().user],
];
const thrownBy = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return String((error as Error).message);
  }
  return 'nothing was thrown';
};

describe.each(roads)('%s', (_, user) => {
  test('takes a sign-in from a file that nobody else may read, or from the environment', () => {
    expect(user(['--dicomweb-user-file', secretFile('one', 'reader:p:w@ö \r\n')])).toBe('reader:p:w@ö ');
    expect(user([], { [variable]: 'reader:word' })).toBe('reader:word');
    expect(user(['--dicomweb-user-file', secretFile('two', 'a:b')], { [variable]: 'reader:word' })).toBe('a:b');
    expect(user(['--dicomweb-user', 'reader'])).toBe('reader');
    expect(user([])).toBeUndefined();
  });

  test.each([['reader:s3cret'], ['reader:'], [':s3cret']])(
    'refuses a password among its arguments, and does not repeat it: %s',
    (given) => {
      for (const options of [['--dicomweb-user', given], [`--dicomweb-user=${given}`]]) {
        const sentence = thrownBy(() => user(options));
        expect(sentence).toMatch(/a password behind --dicomweb-user.*--dicomweb-user-file FILE.*OHIF_DIFFUSION_DICOMWEB_USER/);
        expect(sentence).not.toContain('s3cret');
      }
    },
  );

  test.each<[string, string | Buffer, number, RegExp]>([
    ['read by others', 'reader:s3cret', 0o644, /others may read.*chmod 600/],
    ['read by the group', 'reader:s3cret', 0o640, /others may read/],
    ['of two lines', 'reader:s3cret\nadmin:s3cret', 0o600, /NAME:PASSWORD on one line/],
    ['without a name', ':s3cret', 0o600, /NAME:PASSWORD on one line/],
    ['without a colon', 's3cret', 0o600, /NAME:PASSWORD on one line/],
    ['empty', '', 0o600, /NAME:PASSWORD on one line/],
    ['with a zero in it', 'reader:s3cret\0', 0o600, /NAME:PASSWORD on one line/],
    ['of a megabyte', 'reader:s3cret'.repeat(80_000), 0o600, /one line of 4096 bytes/],
  ])('refuses a file %s', (name, text, mode, words) => {
    const sentence = thrownBy(() => user(['--dicomweb-user-file', secretFile(name, text, mode)]));
    expect(sentence).toMatch(words);
    expect(sentence).not.toContain('s3cret');
    expect(sentence).not.toContain(folder);
  });

  test('refuses a file that is not there, and a file and a name', () => {
    expect(thrownBy(() => user(['--dicomweb-user-file', join(folder, 'nothing')]))).toMatch(/cannot be read \(ENOENT\)/);
    expect(thrownBy(() => user(['--dicomweb-user-file', 'x', '--dicomweb-user', 'reader']))).toMatch(/one of them/);
  });

  test('refuses a variable that cannot be a header', () => {
    const sentence = thrownBy(() => user([], { [variable]: 'reader:s3cret\r\nX-Other: 1' }));
    expect(sentence).toMatch(/OHIF_DIFFUSION_DICOMWEB_USER, which holds something else/);
    expect(sentence).not.toContain('s3cret');
  });
});

describe('an address with a name or a password in it', () => {
  const addresses = ['http://me:s3cret@pacs/dicom-web', 'http://s3cret@pacs/dicom-web', 'https://:s3cret@pacs/', 'HTTP://me:s3cret@pacs'];
  const damaged = [
    'ftp://me:s3cret@pacs/',
    'http://me:s3cret@pa cs/',
    'me:s3cret@pacs',
    'http://pacs/dicom-web?key=s3cret',
    'http://pacs/#s3cret',
  ];

  test.each([...addresses, ...damaged])('is refused by npm start in a sentence that does not hold it: %s', (address) => {
    const sentence = thrownBy(() => parseOptions(['--dicomweb', address], {}));
    expect(sentence).toMatch(/^(The URL of )?--dicomweb .*\.$/);
    if (addresses.includes(address)) expect(sentence).toMatch(/--dicomweb-user NAME .*--dicomweb-user-file FILE/);
    expect(sentence).not.toContain('s3cret');
  });

  test.each([...addresses, ...damaged])('is refused by --stow in a line that does not hold it: %s', async (address) => {
    const { code, stderr } = await run(['denoise', '-v', '-i', folder, '--stow', address]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^BAD_OPTION: .*\n$/);
    expect(stderr).not.toContain('s3cret');
  });

  test.each(addresses)('is refused by --input: %s', async (address) => {
    const { code, stderr } = await run(['denoise', '-v', '-i', `${address}/studies/1.2`, '-o', join(folder, 'none'), '-m', 'tiny-random']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^BAD_OPTION: .*a name or a password in the address.*--dicomweb-user-file FILE.*\n$/);
    expect(stderr).not.toContain('s3cret');
  });
});

test.each([
  [['denoise', 'reader:s3cret'], /^BAD_OPTION/],
  [['reader:s3cret'], /^COMMAND_UNKNOWN/],
  [['http://me:s3cret@pacs/', 'denoise'], /^BAD_OPTION/],
  [['denoise', '-i', folder, '--stow', 'http://pacs/', '--stow-user', 'reader:s3cret'], /^BAD_OPTION.*--stow-user-file/],
  [['denoise', '-i', folder, '--stow', 'http://pacs/', '--stow-password=s3cret'], /^BAD_OPTION/],
  [
    ['denoise', '-i', folder, '--stow', 'http://pacs/', '--stow-token-file', secretFile('token', 's3cret token')],
    /^BAD_OPTION.*a bearer token/,
  ],
])('a secret in a wrong place is not repeated: %#', async (args, line) => {
  const { stderr } = await run([...args, '-v']);
  expect(stderr).toMatch(line);
  expect(stderr).not.toContain('s3cret');
});

test.each([[['reader:s3cret']], [['--dicomweb-password=s3cret']], [['--port', 'me:s3cret@pacs']], [['--port', 's3cret:80']]])(
  'nor by npm start: %j',
  (args) => expect(thrownBy(() => parseOptions(args, {}))).not.toContain('s3cret'),
);

test('a token stands in a file or the environment, and must be one', () => {
  const stow = (options: string[], secrets = {}) =>
    readCommandLine(['denoise', '-i', 'x', '--stow', 'http://pacs/rs', ...options], secrets).run().stow;
  expect(stow(['--stow-token-file', secretFile('bearer', 'abc.def-1_2~3+/==\n')])).toMatchObject({
    token: 'abc.def-1_2~3+/==',
    user: undefined,
  });
  expect(stow(['--stow-user-file', secretFile('user', 'a:b')], { OHIF_DIFFUSION_STOW_TOKEN: 'abc' })).toMatchObject({
    user: 'a:b',
    token: undefined,
  });
  // The runtime would tell the whole header in its error.
  const sentence = thrownBy(() => stow([], { OHIF_DIFFUSION_STOW_TOKEN: 's3cret\nX: y' }));
  expect(sentence).toMatch(/OHIF_DIFFUSION_STOW_TOKEN, which holds something else/);
  expect(sentence).not.toContain('s3cret');
});

describe('what is told of an archive holds no sign-in', () => {
  const user = 'reader:s3cret';
  test.each([401, 403, 404, 500])('at the start, status %i', async (status) => {
    const pacs = await upstream((_, response) => void response.writeHead(status).end());
    const said: string[] = [];
    const sentence = await firstStudyOf({ url: pacs.root, user }, (line) => said.push(line)).catch((error: Error) => error.message);
    expect(`${String(sentence)} ${said.join()}`).toMatch(new RegExp(`${status}`));
    expect(`${String(sentence)} ${said.join()}`).not.toMatch(/s3cret|cmVhZGVy/);
    await pacs.stop();
  });

  test('and it is not led out of the root', async () => {
    const pacs = await upstream((_, response) => void response.writeHead(302, { location: '/tools/shutdown' }).end());
    await expect(firstStudyOf({ url: pacs.root, user }, () => undefined)).rejects.toThrow(/leads out of its DICOMweb root/);
    expect(pacs.reached).toHaveLength(1);
    await pacs.stop();
  });

  test.each([302, 307])('the command line tells it to no other server (%i), nor with -v', async (status) => {
    const other = await upstream((_, response) => void response.writeHead(404).end());
    const pacs = await upstream((_, response) => void response.writeHead(status, { location: `${other.root.href}/studies/1.2` }).end());
    process.env[variable] = user;
    const { stderr } = await run(['denoise', '-v', '-i', `${pacs.root.href}/studies/1.2`, '-o', join(folder, 'led'), '-m', 'tiny-random']);
    delete process.env[variable];
    expect(stderr).toMatch(/^DICOMWEB_FAILED/);
    expect(stderr).not.toMatch(/s3cret|cmVhZGVy/);
    expect(pacs.reached[0]?.headers.authorization).toMatch(/^Basic /);
    expect(other.reached.map(({ headers }) => headers.authorization)).not.toContain(pacs.reached[0]?.headers.authorization);
    await pacs.stop();
    await other.stop();
  });
});

describe('a name alone', () => {
  test('without a terminal is told to use a file or a variable', () => {
    const ended = spawnSync(process.execPath, ['bin/ohif-diffusion.mjs', ...RUN, '--dicomweb-user', 'reader', '-m', 'tiny-random'], {
      input: 's3cret\n',
      encoding: 'utf8',
    });
    expect(ended.status).toBe(2);
    expect(ended.stderr).toMatch(/^BAD_OPTION: .*no terminal to ask for it on/);
  });

  const withScript = spawnSync('script', ['--version']).status === 0 ? test : test.skip;
  withScript('is asked for its password on the terminal, where what is typed is not shown (needs util-linux)', async () => {
    const pacs = await upstream((_, response) => void response.writeHead(401).end());
    const command = `'${process.execPath}' bin/ohif-diffusion.mjs denoise -i ${pacs.root.href}/studies/1.2 -o ${folder}/typed -m tiny-random --dicomweb-user reader`;
    const child = spawn('script', ['-qec', command, '/dev/null'], { stdio: ['pipe', 'pipe', 'pipe'] });
    let shown = '';
    child.stdout.on('data', (text: Buffer) => {
      const asked = /Password of reader at 127\.0\.0\.1:\d+: /.test(shown);
      shown += text.toString();
      if (!asked && /Password of reader at 127\.0\.0\.1:\d+: /.test(shown)) child.stdin.write('s3cret\r');
    });
    await new Promise((resolve) => child.on('exit', resolve));
    expect(shown).toMatch(/Password of reader at .*\n.*DICOMWEB_FAILED.*401/s);
    expect(shown).not.toContain('s3cret');
    expect(pacs.reached.map(({ headers }) => headers.authorization)).toEqual([`Basic ${Buffer.from('reader:s3cret').toString('base64')}`]);
    await pacs.stop();
  });
});
