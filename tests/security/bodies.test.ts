import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { readdir } from 'node:fs/promises';
import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib';
import type { DicomJson } from '../../viewer/dicomweb/dicomJson';
import { getParts } from '../viewer/dicomClient';
import { hierarchy, identity, type Item, partTenFile, uint16 } from '../viewer/partTenFile';
import { bodyOf, MULTIPART, send, type ServerProcess, startProcess, store } from './serverProcess';

const MB = 2 ** 20;
const instance = (uid: string, more: Item = []): Buffer =>
  partTenFile([identity[0]!, ['00080018', 'UI', uid], ...hierarchy, ...more], undefined, [['00020003', 'UI', uid]]);
const image = (uid: string, bytes: number): Buffer =>
  instance(uid, [
    ['00280002', 'US', uint16(1)],
    ['00280010', 'US', uint16(1024)],
    ['00280011', 'US', uint16(Math.min(65535, bytes / 1024))],
    ['00280100', 'US', uint16(8)],
    ['7FE00010', 'OB', Buffer.alloc(bytes, 7)],
  ]);
const address = (server: ServerProcess, uid: string) => `${server.url}/studies/1.2.3/series/1.2.3.4/instances/${uid}`;

let server: ServerProcess;
beforeAll(async () => {
  server = await startProcess();
});
afterAll(() => server.stop());
afterEach(async () => {
  expect(server.alive()).toBe(true);
  expect((await readdir(server.storeFolder).catch(() => [])).filter((name) => name.endsWith('.part'))).toEqual([]);
});

/** A body that comes in chunks, without a length. */
function chunked(...pieces: readonly Uint8Array[]): ReadableStream<Uint8Array> {
  const rest = [...pieces];
  return new ReadableStream({
    pull(controller) {
      const piece = rest.shift();
      if (piece) controller.enqueue(piece);
      else controller.close();
    },
  });
}

describe('a body that is larger than it may be', () => {
  const quick = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };
  it.each<[string, (body: Buffer) => Buffer]>([
    ['gzip', (body) => gzipSync(body, { level: 1 })],
    ['deflate', (body) => deflateSync(body, { level: 1 })],
    ['br', (body) => brotliCompressSync(body, quick)],
  ])('%s: 413 before it is inflated, with the limit in the sentence', async (coding, compress) => {
    // One file of 300 MB.
    const bomb = compress(bodyOf(image('1.2.3.4.6', 300 * MB)));
    expect(bomb.length).toBeLessThan(2 * MB);
    const { status, text } = await send(server, bomb, { 'content-encoding': coding });
    expect(status).toBe(413);
    expect(text).toBe('a store request holds 268435456 bytes at most, inflated; send the instances in several');
  });

  it('is refused by the length that it announces, before it comes', async () => {
    const { hostname, port } = new URL(server.url);
    const headers = { 'content-type': MULTIPART, 'content-length': String(3 * 2 ** 30) };
    const sent = request({ method: 'POST', hostname, port, path: '/dicomweb/studies', headers });
    sent.write('--');
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    expect(answer.statusCode).toBe(413);
    sent.destroy();
  });

  it('with more than 10,000 parts: 413', async () => {
    const parts = Array.from({ length: 1_000_000 }, () => Buffer.from('\r\n--a-boundary-of-a-test\r\n\r\n'));
    const started = Date.now();
    const { status, text } = await send(server, Buffer.concat(parts));
    expect(status).toBe(413);
    expect(text).toBe('a store request holds 10000 parts at most');
    expect(Date.now() - started).toBeLessThan(5000);
  });

  it.each([
    ['of headers that do not end', Buffer.concat([Buffer.from('--a-boundary-of-a-test\r\nX: '), Buffer.alloc(50 * MB, 'x')])],
    ['of something else before its first part', Buffer.alloc(50 * MB, 'x')],
    ['of line breaks', Buffer.alloc(50 * MB, '\r\n')],
    ['of words that begin like its boundary', Buffer.alloc(50 * MB, '\r\n--a-boundary-of-a-testx')],
  ])('%s: 400, without being held', async (_what, body) => {
    const { status, text } = await send(server, body);
    expect(status).toBe(400);
    expect(text).not.toMatch(/\n/);
  });
});

it('9,000 empty parts are answered one by one, in less than 5 s', async () => {
  const started = Date.now();
  const { status, body } = await store(server, ...Array<Buffer>(9000).fill(Buffer.alloc(0)));
  expect(status).toBe(409);
  expect(body['00081198']?.Value).toHaveLength(9000);
  expect(Date.now() - started).toBeLessThan(5000);
});

it.each([
  ['gzip', gzipSync],
  ['x-gzip', gzipSync],
  ['deflate', deflateSync],
  ['br', brotliCompressSync],
] as const)('a body in %s is stored as it was before', async (coding, compress) => {
  const file = image('1.2.3.4.7', 4096);
  const { status } = await send(server, compress(bodyOf(file)), { 'content-encoding': coding });
  expect(status).toBe(200);
  expect((await getParts(address(server, '1.2.3.4.7'), 'application/dicom'))[0]?.body.equals(file)).toBe(true);
});

it.each([
  ['another coding', 'zstd', bodyOf(instance('1.2.3.4.8')), 415],
  ['two codings', 'gzip, gzip', gzipSync(gzipSync(bodyOf(instance('1.2.3.4.8')))), 415],
  ['what is no gzip', 'gzip', bodyOf(instance('1.2.3.4.8')), 400],
  ['gzip that breaks off', 'gzip', gzipSync(bodyOf(image('1.2.3.4.8', 65536))).subarray(0, -20), 400],
])('%s: refused in one sentence', async (_what, coding, body, expected) => {
  const { status, text } = await send(server, body, { 'content-encoding': coding });
  expect(status).toBe(expected);
  expect(text).toMatch(/^[^\n]+$/);
});

it('a body that comes byte by byte, without a length, is the same as one that comes whole', async () => {
  const file = instance('1.2.3.4.9');
  const { status } = await send(server, chunked(...Array.from(bodyOf(file), (byte) => Uint8Array.of(byte))));
  expect(status).toBe(200);
  expect((await getParts(address(server, '1.2.3.4.9'), 'application/dicom'))[0]?.body.equals(file)).toBe(true);
});

it('a body that breaks off stores nothing, also of its whole parts', async () => {
  const before = await readdir(server.storeFolder);
  const { hostname, port } = new URL(server.url);
  const sent = request({ method: 'POST', hostname, port, path: '/dicomweb/studies', headers: { 'content-type': MULTIPART } });
  sent.on('error', () => undefined);
  const whole = bodyOf(instance('1.2.3.4.10'), instance('1.2.3.4.11'));
  sent.write(whole.subarray(0, -300));
  await new Promise((resolve) => setTimeout(resolve, 200));
  sent.destroy();
  while ((await readdir(server.storeFolder)).some((name) => name.endsWith('.part')))
    await new Promise((resolve) => setTimeout(resolve, 50));
  expect(await readdir(server.storeFolder)).toEqual(before);
});

it.each([
  ['no boundary', 'multipart/related; type="application/dicom"', 400],
  ['an empty one', 'multipart/related; type="application/dicom"; boundary=""', 400],
  ['one of 10,000 characters', `multipart/related; type="application/dicom"; boundary=${'x'.repeat(10_000)}`, 400],
])('a boundary: %s is refused before the body is read', async (_what, type, expected) => {
  expect((await send(server, bodyOf(instance('1.2.3.4.12')), { 'content-type': type })).status).toBe(expected);
});

describe('an answer of many frames', () => {
  const size = 8 * MB;
  beforeAll(async () => {
    expect((await store(server, image('1.2.3.4.20', size))).status).toBe(200);
  });

  it('is refused above 1,000 frames: 413, with the limit in the sentence', async () => {
    const response = await fetch(`${address(server, '1.2.3.4.20')}/frames/${Array(7000).fill(1).join()}`);
    expect(response.status).toBe(413);
    expect(await response.text()).toBe('7000 frames in one request: ask for 1000 at most');
  });

  it('comes as fast as it is taken: 800 MB of it, and the process holds none', async () => {
    const response = await fetch(`${address(server, '1.2.3.4.20')}/frames/${Array(100).fill(1).join()}`);
    let length = 0;
    for await (const piece of response.body as unknown as AsyncIterable<Uint8Array>) length += piece.length;
    expect(length).toBe(Number(response.headers.get('content-length')));
    expect(length).toBeGreaterThan(100 * size);
  });

  it('whole instances and bulk data come alike', async () => {
    const long = instance('1.2.3.4.21', [['00420011', 'OB', Buffer.alloc(60 * MB, 9)]]);
    expect((await store(server, long)).status).toBe(200);
    const [metadata] = (await (await fetch(`${address(server, '1.2.3.4.21')}/metadata`)).json()) as DicomJson[];
    expect(metadata?.['00420011']).toMatchObject({ vr: 'OB', BulkDataURI: expect.stringMatching(/bulkdata\/00420011$/) as string });
    const [bulk] = await getParts(`${address(server, '1.2.3.4.21')}/bulkdata/00420011`);
    expect(bulk?.body.equals(Buffer.alloc(60 * MB, 9))).toBe(true);
    const [whole] = await getParts(address(server, '1.2.3.4.21'), 'application/dicom');
    expect(whole?.body.equals(long)).toBe(true);
  });
});

describe('a header of an unusual size', () => {
  it('of more elements than any image has is refused', async () => {
    const empty = Buffer.concat(Array.from({ length: 600_000 }, () => Buffer.from('feff00e000000000', 'hex')));
    const file = Buffer.concat([
      instance('1.2.3.4.30', [['00081140', 'UN', Buffer.alloc(0)]]),
      Buffer.from('400030a7', 'hex'),
      Buffer.from('SQ\0\0'),
      Buffer.from(Uint32Array.of(empty.length).buffer),
      empty,
    ]);
    const { status, body } = await store(server, file);
    expect(status).toBe(409);
    expect(JSON.stringify(body)).toMatch(/more than 500000 elements/);
  });

  it('of many frames is served whole, and searches find it', async () => {
    const item: Item = [
      ['00209153', 'FD', Buffer.alloc(8)],
      ['00209157', 'UL', Buffer.alloc(400)],
    ];
    const file = instance('1.2.3.4.31', [
      ['00280008', 'IS', '3000'],
      ['52009230', 'SQ', Array<Item>(3000).fill(item)],
    ]);
    expect((await store(server, file)).status).toBe(200);
    const [metadata] = (await (await fetch(`${address(server, '1.2.3.4.31')}/metadata`)).json()) as DicomJson[];
    expect(metadata?.['52009230']?.Value).toHaveLength(3000);
    const found = (await (await fetch(`${server.url}/instances?SOPInstanceUID=1.2.3.4.31`)).json()) as DicomJson[];
    expect(found[0]?.['00280008']).toEqual({ vr: 'IS', Value: [3000] });
  });
});

it('all of this needs less than 600 MB', async () => {
  expect(await server.peakMegabytes()).toBeLessThan(600);
});
