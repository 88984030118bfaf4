/** @jest-environment ./tests/sameRealmEnvironment.cjs */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { constants, gzipSync } from 'node:zlib';
import { archiveAt, type Archive } from '../../src/archive/Archive';
import { datasetsOf } from '../../src/archive/dicomJson';
import { MOST } from '../../src/archive/limits';
import { parseMultipart } from '../../src/archive/multipart';
import { retrieveContent, retrieveMetadata } from '../../src/archive/retrieve';
import { listInstances, listSeries, searchStudy } from '../../src/archive/search';
import { dicomwebFiles } from '../../src/cli/dicomwebFiles';
import { dicomImage, marked } from '../support/dicomFile';
import { refusal } from '../support/refusal';
import { ALL } from './seeded';

const MB = 2 ** 20;
const name = { studyUid: '1.2', seriesUid: '1.2.3', sopInstanceUid: '1.2.3.4' };
const signal = new AbortController().signal;
const PARTS = { 'content-type': 'multipart/related; type="application/dicom"; boundary=b' };
const JSON_TYPE = { 'content-type': 'application/dicom+json' };

let answer: (request: IncomingMessage, response: ServerResponse) => void = () => undefined;
let [asked, sent] = [0, 0];
const server = createServer((request, response) => {
  asked += 1;
  answer(request, response);
});
let archive: Archive;
let address: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const root = `http://127.0.0.1:${(server.address() as AddressInfo).port}/dicom-web`;
  archive = archiveAt(root, { patience: 20_000 });
  address = `${root}/studies/1.2/series/1.2.3`;
});
afterAll(() => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
});

/** Sends a beginning, and then the same piece as often as it is taken, at most `bytes`. */
const pouring =
  (headers: Record<string, string | number>, start: string | Buffer, piece: Buffer, bytes = Infinity) =>
  (_: unknown, response: ServerResponse) => {
    sent = 0;
    response.writeHead(200, headers);
    response.write(start);
    const more = () => {
      while (!response.destroyed && sent < bytes) {
        sent += piece.length;
        if (!response.write(piece)) return;
      }
      if (!response.destroyed) response.end();
    };
    response.on('drain', more);
    more();
  };

/** What is asked, the seconds it took, and by how much the largest memory of the process has grown meanwhile. */
async function measured<T>(work: () => Promise<T>): Promise<{ thrown: unknown; value: T | undefined; seconds: number; megabytes: number }> {
  const [before, started] = [process.memoryUsage().rss, performance.now()];
  let most = before;
  const timer = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 5);
  const ended = await work().then(
    (value) => ({ value, thrown: undefined }),
    (thrown: unknown) => ({ value: undefined, thrown }),
  );
  clearInterval(timer);
  const seconds = (performance.now() - started) / 1000;
  return { ...ended, seconds, megabytes: (Math.max(most, process.memoryUsage().rss) - before) / MB };
}

const series = () => dicomwebFiles(address, undefined, signal, { patience: 20_000, wait: () => Promise.resolve() });
const ZEROS = Buffer.alloc(MB);

describe('a series that an archive gives', () => {
  it('is refused by what the archive says of its length', async () => {
    answer = pouring({ ...PARTS, 'content-length': 9_000_000_000 }, '--b\r\n\r\n', ZEROS);
    const { thrown, megabytes } = await measured(series);
    expect(thrown).toEqual(refusal('DICOMWEB_FAILED', { measured: '9000000000 bytes', allowed: `up to ${MOST.files} bytes` }));
    expect(sent).toBeLessThan(100 * MB);
    expect(megabytes).toBeLessThan(150);
  });

  it('is not held where it is no DICOM, however much comes', async () => {
    answer = pouring(PARTS, '--b\r\nContent-Type: application/dicom\r\n\r\n', ZEROS, ALL ? Infinity : 700 * MB);
    const { thrown, megabytes } = await measured(series);
    expect(thrown).toEqual(refusal('DICOMWEB_FAILED'));
    expect(megabytes).toBeLessThan(300);
  });

  it('is read no further than stated where it was packed on the way, although it was asked for as it is', async () => {
    // 1 GB of zeros behind a DICOM head in 1 MB; RFC 1952 lets members follow each other.
    const head = Buffer.alloc(132);
    head.write('DICM', 128);
    const bomb = gzipSync(Buffer.alloc(64 * MB), { level: 9 });
    const start = gzipSync(Buffer.concat([Buffer.from('--b\r\n\r\n'), head]), { finishFlush: constants.Z_FINISH });
    answer = pouring({ ...PARTS, 'content-encoding': 'gzip' }, start, bomb, 40 * bomb.length);
    const { thrown, megabytes, seconds } = await measured(series);
    expect(thrown).toEqual(refusal('DICOMWEB_FAILED'));
    expect(megabytes).toBeLessThan(1.3 * (MOST.packed / MB));
    expect(seconds).toBeLessThan(20);
  });

  it.each<[string, Record<string, string>, string, string]>([
    ['empty parts without an end', PARTS, '', '--b\r\n\r\n\r\n'],
    ['parts without an end that say a wrong length', PARTS, '', '--b\r\nContent-Length: 5\r\n\r\n\r\n'],
    ['one preamble without an end', PARTS, '', 'preamble'],
    ['headers of a part without an end', PARTS, '--b\r\n', 'X: y\r\n'],
    ['words behind the last part without an end', PARTS, '--b\r\n\r\nxyz\r\n--b--\r\n', 'behind'],
    ['a boundary of dashes in dashes', { 'content-type': `multipart/related; boundary="${'-'.repeat(4000)}"` }, '', '-'],
  ])('may consist of %s', async (what, headers, start, piece) => {
    answer = pouring(headers, start, Buffer.from(piece.repeat(Math.ceil(65_536 / piece.length))), 200 * MB);
    const { thrown, value, seconds, megabytes } = await measured(series);
    if (what.startsWith('words')) expect(value).toHaveLength(1);
    else expect(thrown).toEqual(refusal('DICOMWEB_FAILED'));
    expect(seconds).toBeLessThan(5);
    expect(megabytes).toBeLessThan(200);
  });

  it('comes as its files, each in memory of its own, in whatever pieces it is sent', async () => {
    const files = [1, 2, 3].map((instance) => Buffer.from(dicomImage({ z: instance, pixels: marked(instance), instance })));
    const body = Buffer.concat([
      ...files.flatMap((file, k) => [Buffer.from(`\r\n--b\r\n${k === 1 ? '' : `Content-Length: ${file.length}\r\n`}\r\n`), file]),
      Buffer.from('\r\n--b--\r\n'),
    ]);
    for (const size of [1, 7, 1000, body.length]) {
      answer = (_, response) => {
        response.writeHead(200, PARTS);
        for (let at = 0; at < body.length; at += size) response.write(body.subarray(at, at + size));
        response.end();
      };
      const read = await series();
      expect(read.map((file) => Buffer.from(file).equals(files[read.indexOf(file)] ?? Buffer.alloc(0)))).toEqual([true, true, true]);
    }
  });
});

describe('lists and headers that an archive gives', () => {
  const questions: [string, () => Promise<unknown>][] = [
    ['a list of instances', () => listInstances(archive, name, signal)],
    ['a list of series', () => listSeries(archive, '1.2', signal)],
    ['a study', () => searchStudy(archive, '1.2', signal)],
    ['a header', () => retrieveMetadata(archive, name, signal)],
  ];

  it.each(questions)('%s without an end is given up', async (_, question) => {
    const row = Buffer.from(`{"00080018":{"vr":"UI","Value":["1.2.3"]}},`.repeat(1000));
    for (const headers of [JSON_TYPE, { ...JSON_TYPE, 'content-length': 9_000_000_000 }] as Record<string, string | number>[]) {
      answer = pouring(headers, '[', row);
      const { thrown, megabytes } = await measured(question);
      expect(thrown).toEqual(refusal('ARCHIVE_ANSWER_LONG', { allowed: `up to ${MOST.words} bytes` }));
      expect(megabytes).toBeLessThan(200);
    }
  });

  it.each(questions)('%s unpacked from a small answer is given up', async (_, question) => {
    const packed = gzipSync(Buffer.alloc(300 * MB, 32), { level: 9 });
    answer = (__, response) => response.writeHead(200, { ...JSON_TYPE, 'content-encoding': 'gzip' }).end(packed);
    const { thrown, megabytes } = await measured(question);
    expect(thrown).toEqual(refusal('ARCHIVE_ANSWER_LONG'));
    expect(megabytes).toBeLessThan(200);
  });

  it('pages without an end are given up', async () => {
    asked = 0;
    answer = (request, response) => {
      const offset = Number(/offset=(\d+)/.exec(request.url ?? '')?.[1]);
      const rows = Array.from({ length: 10_000 }, (_, k) => ({ '00080018': { vr: 'UI', Value: [`1.2.${offset + k}`] } }));
      response.writeHead(200, JSON_TYPE).end(JSON.stringify(rows));
    };
    await expect(listInstances(archive, name, signal)).rejects.toThrow(
      refusal('ARCHIVE_ANSWER_LONG', { allowed: `up to ${MOST.rows} rows` }),
    );
    expect(asked).toBeLessThan(20);
  });

  it('brackets within brackets are no datasets', () => {
    const deep = (open: string, close: string) => Buffer.from(open.repeat(3_000_000) + close.repeat(3_000_000));
    const [before, started] = [process.memoryUsage().rss, performance.now()];
    expect(datasetsOf(deep('[', ']'))).toBeUndefined();
    expect(datasetsOf(deep('{"a":', '}'))).toBeUndefined();
    expect((process.memoryUsage().rss - before) / MB).toBeLessThan(150);
    expect(performance.now() - started).toBeLessThan(2000);
    const text = { '00104000': { vr: 'LT', Value: [`[{\\"${'['.repeat(500)}`] } };
    expect(datasetsOf(Buffer.from(JSON.stringify([text])))).toEqual([text]);
  });

  it('words of a failure are read as words', async () => {
    answer = (_, response) => {
      const write = response.writeHead.bind(response);
      response.writeHead = ((__: number, headers: Record<string, string>) => write(400, headers)) as typeof response.writeHead;
      pouring({ 'content-type': 'text/plain' }, 'no', Buffer.alloc(65_536, 32))(_, response);
    };
    const { thrown, megabytes } = await measured(series);
    expect(thrown).toEqual(refusal('DICOMWEB_FAILED', { allowed: `up to ${MOST.words} bytes` }));
    expect(megabytes).toBeLessThan(200);
  });
});

describe('an object that is read back', () => {
  it('begins with a part, or is no answer', async () => {
    answer = pouring(PARTS, '', Buffer.alloc(65_536, 97), 200 * MB);
    const { thrown, seconds, megabytes } = await measured(() => retrieveContent(archive, name, signal));
    expect(thrown).toEqual(refusal('ARCHIVE_ANSWER'));
    expect(seconds).toBeLessThan(5);
    expect(megabytes).toBeLessThan(100);
  });
});

it('many parts that say a wrong length are taken apart in time that grows with their number', () => {
  const body = Buffer.from(`${'--b\r\nContent-Length: 9\r\n\r\n\r\n'.repeat(50_000)}--b--`);
  const started = performance.now();
  expect(parseMultipart(body, 'b')).toHaveLength(50_000);
  expect(performance.now() - started).toBeLessThan(5000);
});
