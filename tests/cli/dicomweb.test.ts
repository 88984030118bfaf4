/** @jest-environment ./tests/sameRealmEnvironment.cjs */
import { createServer } from 'node:http';
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

describe('a multipart answer', () => {
  it('that was cut is refused', async () => {
    const server = createServer((_, response) =>
      response.writeHead(200, { 'content-type': 'multipart/related; boundary=b' }).end('--b\r\n\r\none\r\n--b\r\n\r\ntw'),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const asked = dicomwebFiles(`http://127.0.0.1:${port}/studies/1.2`, undefined, signal);
    await expect(asked).rejects.toThrow(refusal('DICOMWEB_FAILED'));
    await close(server);
  });
});
