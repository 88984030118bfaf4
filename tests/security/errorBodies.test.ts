import { jest } from '@jest/globals';
import { mkdir, mkdtemp, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demo, demoFile, startViewer, type RunningViewer } from '../viewer/servers';
import { rawRequest } from './rawRequest';

/** A folder as hospitals have them: named after the patient. */
const patient = 'MUELLER^HEIDI_19610203';
let folder: string;
let viewer: RunningViewer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'error-test-'));
  await mkdir(join(folder, patient));
  await writeFile(join(folder, patient, 'IM1'), await demoFile(1));
  viewer = await startViewer({ folders: [folder] });
});
afterAll(async () => {
  await viewer.stop();
  await rm(folder, { recursive: true });
});

/** One sentence as text, without a place in the file system, a stack, a page or what the system calls the fault. */
function expectSentence({ status, headers, body }: Awaited<ReturnType<typeof rawRequest>>, wanted: number): void {
  expect([status, headers['content-type']]).toEqual([wanted, 'text/plain; charset=utf-8']);
  expect(body).toMatch(/^[A-Z`a-z][^\n<>]{5,200}$/);
  expect(body).not.toMatch(/node_modules|MUELLER|\bat .*:\d+:\d+|E[A-Z]{4,}|[A-Za-z]+Error|(^|\s)\/\w+\/|\\|undefined|null|\.ts\b|\.js\b/);
  expect(headers['x-powered-by']).toBeUndefined();
}

const instance = `/dicomweb/studies/${demo.study}/series/${demo.series}/instances/${demo.firstInstance}`;

describe('a file that has gone, or is no file any more', () => {
  let logged: unknown[][];
  beforeEach(() => {
    logged = [];
    jest.spyOn(console, 'error').mockImplementation((...words: unknown[]) => void logged.push(words));
  });
  afterEach(() => jest.restoreAllMocks());

  const said = () => logged.flat().map(String).join('\n');

  it('is told without its name, to the client and in the log', async () => {
    const file = join(folder, patient, 'IM1');
    await rename(file, `${file}.away`);
    expectSentence(await rawRequest(viewer.url, `${instance}/frames/1`), 404);
    await mkdir(file);
    const { status, body } = await rawRequest(viewer.url, `${instance}/frames/1`);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(body).not.toMatch(/MUELLER|EISDIR|\//);
    await rm(file, { recursive: true });
    await rename(`${file}.away`, file);
    expect((await rawRequest(viewer.url, `${instance}/frames/1`)).status).toBe(200);
    expect(said()).not.toContain('MUELLER');
  });

  it('ends a whole instance that cannot be read without a name', async () => {
    const file = join(folder, patient, 'IM1');
    await rename(file, `${file}.away`);
    const { body } = await rawRequest(viewer.url, instance).catch(() => ({ body: '' }));
    await rename(`${file}.away`, file);
    expect(body).not.toMatch(/MUELLER|ENOENT/);
    expect(said()).not.toContain('MUELLER');
  });
});

test.each(['bytes=5000-', 'bytes=9999-99999', 'bytes=-0', 'bytes=3000-3001'])('a range that a file does not have: %s', async (range) => {
  const answer = await rawRequest(viewer.url, '/plugins/ohif-diffusion/models/restore.onnx', { headers: { range } });
  expectSentence(answer, 416);
  expect(answer.headers['content-range']).toBe('bytes */3000');
});

test.each([
  ['no number', 'bytes=a-b'],
  ['nothing', 'bytes='],
  ['another unit', 'lines=1-2'],
  ['backward', 'bytes=20-10'],
  ['a word', 'bytes'],
  ['a list', 'bytes=0-0,-1'],
  ['a list of 1,500', `bytes=${'0-1,'.repeat(1500)}0-1`],
])('a range that is %s is a part of the file, all of it, or a sentence', async (_what, range) => {
  const answer = await rawRequest(viewer.url, '/plugins/ohif-diffusion/models/restore.onnx', { headers: { range } });
  if (answer.status === 416) expectSentence(answer, 416);
  else expect([answer.status, answer.body.length]).toEqual(answer.status === 206 ? [206, 2] : [200, 3000]);
});

test('a file that has changed since', async () => {
  const headers = { 'if-match': '"other"', range: 'bytes=0-1' };
  expectSentence(await rawRequest(viewer.url, '/plugins/ohif-diffusion/models/restore.onnx', { headers }), 412);
});

test.each([
  '/dicomweb/studies/%E0%A4%A',
  '/dicomweb/studies/%zz/metadata',
  '/dicomweb/studies/%FF/series',
  `${instance}/frames/%`,
  `${instance}/bulkdata/%C3%28`,
])('an escape that is none: %s', async (path) => expectSentence(await rawRequest(viewer.url, path), 400));

test.each(['/%E0%A4%A.js', '/plugins/ohif-diffusion/%zz', '/missing.js', '/plugins/ohif-diffusion/etc/passwd', '/etc/passwd.txt'])(
  'a file that is not there: %s',
  async (path) => expectSentence(await rawRequest(viewer.url, path), 404),
);

test.each([
  ['/dicomweb/nothing', 404],
  ['/dicomweb/etc/passwd', 404],
  ['/dicomweb/studies/1.2.3', 404],
  ['/dicomweb/studies/..%2f..%2fetc%2fpasswd/metadata', 404],
  [`${instance}/frames/0`, 400],
  [`${instance}/frames/1,,2`, 400],
  [`${instance}/frames/99`, 404],
  [`${instance}/bulkdata/7FE00010`, 404],
  [`${instance}/bulkdata/../../../etc/passwd`, 404],
  ['/dicomweb/studies?limit=/etc/passwd', 400],
  ['/dicomweb/studies?/etc/passwd=1', 400],
  ['/dicomweb/studies?StudyDate=/etc/passwd', 400],
])('%s', async (path, status) => expectSentence(await rawRequest(viewer.url, path), status));

const related = 'multipart/related; type="application/dicom"; boundary=b';
test.each<[string, Record<string, string>, string, number]>([
  ['JSON', { 'content-type': 'application/json' }, '{"a":', 415],
  ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 'a=%E0%A4%A', 415],
  ['no type', {}, 'x', 415],
  ['no boundary', { 'content-type': 'multipart/related; type="application/dicom"' }, 'x', 400],
  ['no parts', { 'content-type': related }, 'x', 400],
  ['an encoding that is none', { 'content-type': related, 'content-encoding': 'pigz' }, 'x', 415],
  ['gzip that is none', { 'content-type': related, 'content-encoding': 'gzip' }, 'no gzip at all', 400],
])('a body that is %s', async (_what, headers, body, status) => {
  expectSentence(await rawRequest(viewer.url, '/dicomweb/studies', { method: 'POST', headers, body }), status);
});

test.each(['PUT', 'DELETE', 'PATCH', 'TRACE', 'PROPFIND'])('%s of an instance', async (method) => {
  expectSentence(await rawRequest(viewer.url, instance, { method }), 404);
  expectSentence(await rawRequest(viewer.url, '/index.html', { method }), 405);
});

/** What no client of HTTP would write. */
function spoken(words: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(viewer.url).port), '127.0.0.1', () => socket.write(words));
    let answer = '';
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString('latin1')));
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
    socket.setTimeout(10_000, () => socket.destroy(new Error('no answer in 10 s')));
  });
}

test.each([
  ['a URL of 64 KB', `GET /dicomweb/studies?PatientID=${'A'.repeat(65_536)} HTTP/1.1\r\nHost: localhost\r\n\r\n`, /^HTTP\/1\.1 431 /],
  ['no HTTP', 'hello\r\n\r\n', /^HTTP\/1\.1 400 /],
  [
    'two lengths',
    'POST /dicomweb/studies HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx',
    /^HTTP\/1\.1 400 /,
  ],
  ['a length that is none', 'POST /dicomweb/studies HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n', /^HTTP\/1\.1 400 /],
  ['no host', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n', /^HTTP\/1\.1 400 /],
  ['a host of another line', 'GET / HTTP/1.0\r\n\r\n', /^HTTP\/1\.1 403 /],
  ['a proxy’s CONNECT', 'CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n', /^$/],
])('%s', async (_what, words, wanted) => {
  const answer = await spoken(words);
  expect(answer).toMatch(wanted);
  expect(answer).not.toMatch(/node_modules|Error|\bat .*:\d+:\d+/);
});

test('a file that has become shorter is no whole answer', async () => {
  const file = join(folder, patient, 'IM1');
  const whole = await demoFile(1);
  await truncate(file, 100_000);
  // Its first bytes are on their way before its end is met: then the connection is cut.
  await expect(rawRequest(viewer.url, `${instance}/frames/1`)).rejects.toThrow('aborted');
  await truncate(file, 1000);
  await expect(rawRequest(viewer.url, `${instance}/frames/1`)).rejects.toThrow(/aborted|hang up/);
  await writeFile(file, whole);
});
