/** @jest-environment ./tests/sameRealmEnvironment.cjs */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dicomwebFiles } from '../../src/cli/dicomwebFiles';
import { DECODERS } from '../../src/cli/decoders';
import { readPartTenFiles } from '../../src/cli/dicomSource';
import { readSeries } from '../../src/dicom/readSeries';
import { demoStudies } from '../../viewer/demoStudies';
import { close, demo, startViewer, type RunningViewer } from '../viewer/servers';
import { refusal } from '../support/refusal';

const { signal } = new AbortController();
let viewer: RunningViewer;
beforeAll(async () => void (viewer = await startViewer()));
afterAll(() => viewer.stop());

describe('a DICOMweb address', () => {
  it.each([`/series/${demo.series}`, ''])('gives the same series as the folder does (%p)', async (series) => {
    const files = await dicomwebFiles(`${viewer.url}/dicomweb/studies/${demo.study}${series}`, undefined, signal);
    const there = await readSeries(files, DECODERS, { stack: true });
    const [folder = ''] = demoStudies();
    const here = await readSeries((await readPartTenFiles(folder, true)).files, DECODERS, { stack: true });
    expect({ ...there.volume, slices: [] }).toEqual({ ...here.volume, slices: [] });
    // jest compares arrays of this size number by number, in half a minute.
    expect(there.volume.slices.map((slice, k) => Buffer.from(slice.buffer).equals(Buffer.from(here.volume.slices[k]!.buffer)))).toEqual(
      Array(20).fill(true),
    );
  });

  it('that is not there is an error with its status', async () => {
    const asked = dicomwebFiles(`${viewer.url}/dicomweb/studies/1.2/series/9.9`, undefined, signal);
    await expect(asked).rejects.toThrow(refusal('DICOMWEB_FAILED'));
    await expect(asked).rejects.toThrow(/HTTP status 404/);
  });

  it('is asked with name and password where they are given', async () => {
    const seen: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      seen.push(request.headers.authorization);
      response.writeHead(401).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await expect(dicomwebFiles(`http://127.0.0.1:${port}/studies/1.2`, 'u:p', signal)).rejects.toThrow(/HTTP status 401/);
    expect(seen).toEqual([`Basic ${Buffer.from('u:p').toString('base64')}`]);
    await close(server);
  });
});

type Answers = (request: IncomingMessage, response: ServerResponse, asked: number) => void;

/** Asks a server that answers so; never waits between tries, and half a second for a sign of life. */
async function asked(
  answers: Answers,
  { path = '/studies/1.2', user = '' } = {},
): Promise<{ files: Promise<ArrayBuffer[]>; waits: number[] }> {
  let count = 0;
  const server = createServer((request, response) => answers(request, response, ++count));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const waits: number[] = [];
  const wait = (milliseconds: number) => (waits.push(milliseconds), Promise.resolve());
  const files = dicomwebFiles(`http://${user && `${user}@`}127.0.0.1:${port}${path}`, undefined, signal, { patience: 500, wait });
  void files
    .catch(() => undefined)
    .finally(() => {
      server.closeAllConnections();
      server.close();
    });
  return { files, waits };
}

const TYPE = { 'content-type': 'multipart/related; type="application/dicom"; boundary=b' };
const body = (...contents: string[]) =>
  contents.map((content) => `--b\r\nContent-Length: ${content.length}\r\n\r\n${content}\r\n`).join('') + '--b--';
const text = (files: ArrayBuffer[]) => files.map((file) => Buffer.from(file).toString());
const deliver: Answers = (_, response) => response.writeHead(200, TYPE).end(body('one', 'two'));

describe('an archive', () => {
  it('whose answer was cut is refused', async () => {
    const { files } = await asked((_, response) => response.writeHead(200, TYPE).end('--b\r\n\r\none\r\n--b\r\n\r\ntw'));
    await expect(files).rejects.toThrow(refusal('DICOMWEB_FAILED'));
    await expect(files).rejects.toThrow(/an incomplete answer/);
  });

  it('may send content that looks like the end of a part: the length that it says counts', async () => {
    const pixels = 'pixels\r\n--b\r\n\r\nmore\r\n--b--\r\n';
    const { files } = await asked((_, response) => response.writeHead(200, TYPE).end(body(pixels, 'two')));
    expect(text(await files)).toEqual([pixels, 'two']);
  });

  it('that does not understand what is asked for is asked in other words', async () => {
    const seen: (string | undefined)[] = [];
    const { files } = await asked((request, response, n) => {
      seen.push(request.headers.accept);
      if (request.headers.accept?.includes('transfer-syntax')) response.writeHead(400).end();
      else deliver(request, response, n);
    });
    expect(text(await files)).toEqual(['one', 'two']);
    expect(seen).toEqual(['multipart/related; type="application/dicom"; transfer-syntax=*', 'multipart/related; type="application/dicom"']);
  });

  it('that is busy is asked again when it says, or after a while', async () => {
    const { files, waits } = await asked((request, response, n) => {
      if (n === 1) response.writeHead(503, { 'retry-after': '7' }).end();
      else if (n === 2) response.writeHead(429).end();
      else deliver(request, response, n);
    });
    expect(text(await files)).toEqual(['one', 'two']);
    expect(waits).toEqual([7000, 2000]);
  });

  it.each<[string, Answers]>([
    ['never answers', () => undefined],
    ['says nothing after its first words', (_, response) => void response.writeHead(200, TYPE).write('--b')],
    [
      'answers in drops',
      (_, response) => {
        response.writeHead(200, TYPE);
        const drops = setInterval(() => response.write('.'), 50);
        response.on('close', () => clearInterval(drops));
      },
    ],
  ])('that %s is given up', async (_, answers) => {
    const { files } = await asked(answers);
    await expect(files).rejects.toThrow(/no sign of life/);
  });

  it('that leads to a page for signing in says so', async () => {
    const { files } = await asked((request, response) => {
      if (request.url === '/login') response.writeHead(200, { 'content-type': 'text/html' }).end('<html>');
      else response.writeHead(302, { location: '/login' }).end();
    });
    await expect(files).rejects.toThrow(/a page for signing in/);
  });

  it('is not asked where its address holds a name or a password, which is not repeated', async () => {
    const seen: string[] = [];
    const { files } = await asked((request, response, n) => (seen.push(request.url ?? ''), deliver(request, response, n)), {
      user: 'u:s3cret',
    });
    await expect(files).rejects.toThrow(/a name or a password in the address.*--dicomweb-user-file/);
    await expect(files).rejects.not.toThrow(/s3cret/);
    expect(seen).toEqual([]);
  });

  it.each(['http://', 'https://a b/studies/1.2', 'http://[::1/studies/1.2', 'http://h:99999/studies/1', 'http://h/dicom-web'])(
    'has an address: %p is none',
    async (address) => {
      await expect(dicomwebFiles(address, undefined, signal)).rejects.toThrow(refusal('BAD_OPTION'));
    },
  );
});
