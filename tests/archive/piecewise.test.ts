import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import dcmjs from 'dcmjs';
import { archiveAt } from '../../src/archive/Archive';
import { ask } from '../../src/archive/ask';
import { ContentReader, contentOf } from '../../src/archive/content';
import { fileWork } from '../../src/archive/fileWork';
import { firstPart, MalformedMultipart, parseMultipart } from '../../src/archive/multipart';
import { blobOf, digestOf, outgoing, type ReadyItem } from '../../src/archive/outgoing';
import { finished } from '../../src/core/steps';
import { filled } from '../../src/core/joined';
import type { Filing } from '../../src/filing/Filing';
import { drawnFiling, instancesOf } from '../support/drawnFiling';
import { filing as wholeWork } from '../support/filing';
import { close } from '../viewer/servers';
import { faultyArchive, type FaultyArchive } from './faultyArchive';

/** Cuts bytes at random places. */
function* cut(bytes: Uint8Array, cuts: readonly number[]): Generator<Uint8Array, void, undefined> {
  const places = [0, ...cuts.map((share) => Math.floor(share * bytes.length)), bytes.length].sort((a, b) => a - b);
  for (let n = 1; n < places.length; n++) yield bytes.subarray(places[n - 1], places[n]);
}
async function* later(pieces: Iterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  for (const piece of pieces) yield await Promise.resolve(piece);
}
const CUTS = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 });

async function gathered(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(Uint8Array.from(piece));
  return Buffer.concat(all);
}

describe('what counts in a file', () => {
  it('is the same however the file comes', async () => {
    const files = instancesOf(await wholeWork()).map((one) => one.make());
    fc.assert(
      fc.property(fc.constantFrom(...files), CUTS, (file, cuts) => {
        const reader = new ContentReader();
        for (const piece of cut(file, cuts)) reader.push(piece);
        expect(reader.end()).toEqual(contentOf(file));
      }),
    );
  });

  it('is the same of an object before it is written, byte after byte', async () => {
    for (const one of instancesOf(await wholeWork())) {
      expect(await digestOf(one, () => undefined)).toBe(contentOf(one.make()).digest);
      const reader = new ContentReader();
      for (const byte of one.make()) reader.push(Uint8Array.of(byte));
      expect(reader.end()).toEqual(contentOf(one.make()));
    }
  });

  it('is the same of a file that another has written anew: implicit VRs', async () => {
    // Of reports one in ASCII: dcmjs takes what stands in sequences for Latin-1, and would write it otherwise.
    for (const one of [...instancesOf(await wholeWork()).slice(0, 4), ...instancesOf(drawnFiling())]) {
      const file = one.make();
      const { meta, dict } = dcmjs.data.DicomMessage.readFile(file.buffer);
      const other = new dcmjs.data.DicomDict({ ...meta, '00020010': { vr: 'UI', Value: ['1.2.840.10008.1.2'] } });
      other.dict = dict;
      const written = new Uint8Array(other.write());
      expect(Buffer.compare(written, file)).not.toBe(0);
      expect(contentOf(written)).toEqual(contentOf(file));
    }
  });

  it('is told apart by one byte of what was said, and by one that is missing', async () => {
    const report = instancesOf(await wholeWork()).at(-2)!;
    const file = report.make();
    const place = Buffer.from(file).lastIndexOf('research only');
    expect(place).toBeGreaterThan(0);
    const other = Uint8Array.from(file);
    other[place] = other[place]! ^ 1;
    expect(contentOf(other).digest).not.toBe(contentOf(file).digest);
    const picture = instancesOf(drawnFiling())[0]!.make();
    expect(contentOf(picture.subarray(0, picture.length - 2)).digest).not.toBe(contentOf(picture).digest);
  });
});

describe('the first part of a body', () => {
  it('is what it is when the body is there as a whole, wherever it is cut', async () => {
    const content = fc.oneof(
      fc.uint8Array({ maxLength: 900 }),
      fc.constantFrom('', '-', '--', '\r\n-', '\r\n--xy\r\n').map((text) => Buffer.from(text)),
    );
    await fc.assert(
      fc.asyncProperty(content, CUTS, fc.boolean(), async (bytes, cuts, more) => {
        const rest = more ? '\r\n--x\r\n\r\nsecond\r\n--x--\r\n' : '\r\n--x--';
        const body = Buffer.concat([Buffer.from('before\r\n--x \r\nContent-Type: a/b\r\n\r\n'), bytes, Buffer.from(rest)]);
        const [part] = parseMultipart(body, 'x');
        expect((await gathered(firstPart(later(cut(body, cuts)), 'x'))).equals(part!.body)).toBe(true);
      }),
    );
  });

  it('that does not end is refused', async () => {
    const body = later(cut(Buffer.from('--x\r\n\r\ncontent'), [0.5]));
    await expect(gathered(firstPart(body, 'x'))).rejects.toThrow(MalformedMultipart);
  });
});

describe('the body of a request', () => {
  const ready = (filing: Filing): ReadyItem[] =>
    instancesOf(filing).map((instance) => ({
      item: { instance, digest: undefined } as ReadyItem['item'],
      file: finished(instance.encode()),
    }));

  it('holds the very bytes of each object, as a Blob and piece by piece, and says its length before', async () => {
    const filing = await wholeWork();
    for (const read of [
      async (body: ReturnType<typeof outgoing>) => Buffer.from(await (await blobOf(body)).arrayBuffer()),
      (body: ReturnType<typeof outgoing>) => gathered(body.pieces()),
    ]) {
      const items = ready(filing);
      const body = outgoing(items, () => undefined);
      const bytes = await read(body);
      expect(bytes.length).toBe(body.length);
      const parts = parseMultipart(bytes, /boundary=(\S+)/.exec(body.type)![1]!);
      expect(parts.map((part) => Number(part.headers.get('content-length')))).toEqual(parts.map((part) => part.body.length));
      instancesOf(filing).forEach((one, n) => expect(Buffer.compare(parts[n]!.body, one.make())).toBe(0));
      expect(items.map(({ item }) => item.digest)).toEqual(instancesOf(filing).map((one) => contentOf(one.make()).digest));
    }
  });

  it('lets others in at least once in 256 KiB', async () => {
    const filing = drawnFiling({ pictures: 0, maps: 1, report: false });
    const one = instancesOf(filing)[0]!;
    const file = { header: new Uint8Array(0), length: 3_000_000, *pieces() { yield filled([one.make()], 3_000_000); } }; // prettier-ignore
    let [sent, most, pauses] = [0, 0, 0];
    const body = outgoing([{ item: { instance: one } as ReadyItem['item'], file }], () => void (most = Math.max(most, sent), sent = 0, pauses++)); // prettier-ignore
    for await (const piece of body.pieces()) sent += piece.length;
    expect(pauses).toBe(Math.ceil(3_000_000 / 2 ** 18));
    expect(most).toBeLessThanOrEqual(2 ** 18 + 500);
  });
});

describe('a filing whose requests are made while they are sent', () => {
  let there: FaultyArchive | undefined;
  afterEach(() => there?.stop());

  it('says their length, and what arrives is what would be sent as a whole', async () => {
    const lengths: [string | undefined, string | undefined][] = [];
    there = await faultyArchive(({ kind, request }) => {
      if (kind === 'store') lengths.push([request.headers['content-length'], request.headers['transfer-encoding']]);
      return false;
    });
    const filing = drawnFiling({ side: 300, pictures: 9 });
    const archive = { ...archiveAt(there.archive.qidoUrl), streams: true };
    const outcome = await fileWork(filing, archive, { signal: new AbortController().signal, batchBytes: 400_000 });
    expect(outcome).toMatchObject({ complete: true, alreadyFiled: false });
    expect(lengths.length).toBeGreaterThan(3);
    expect(lengths.every(([length, coding]) => Number(length) > 0 && coding === undefined)).toBe(true);
    const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
    for (const one of instancesOf(filing)) expect(hash((await there.held(one.sopInstanceUid))!)).toBe(hash(one.make()));
  });

  it('and whose archive hangs up in the middle is sent again', async () => {
    there = await faultyArchive(() => false, { cut: 2 });
    const archive = { ...archiveAt(there.archive.qidoUrl), streams: true };
    const wait = () => Promise.resolve();
    const outcome = await fileWork(drawnFiling({ side: 300 }), archive, { signal: new AbortController().signal, wait });
    expect(outcome).toMatchObject({ complete: true });
  });

  it.each([
    ['what is sent', ['store']],
    ['every request', ['store', 'search', 'retrieve']],
  ])('and whose archive leads %s to a page for signing in, says so, and sends nothing more', async (_, kinds) => {
    let over = false;
    there = await faultyArchive(({ kind, request, response }) => {
      if (request.path === '/sign-in') response.type('html').send('<html>sign in</html>');
      // The session ends when something is sent.
      else if ((over ||= kind === 'store') && kinds.includes(kind)) response.redirect(303, '/dicom-web/sign-in');
      else return false;
      return true;
    });
    const archive = { ...archiveAt(there.archive.qidoUrl), streams: true };
    const outcome = await fileWork(drawnFiling(), archive, { signal: new AbortController().signal });
    expect(outcome.complete).toBe(false);
    expect(outcome.remarks[0]).toMatchObject({ code: 'ARCHIVE_SIGN_IN' });
    expect(there.asked.store).toBe(1);
    expect(there.store.instances).toEqual([]);
  });

  it('holds nothing of what was sent', async () => {
    const [piece, count] = [2 ** 20, 300];
    let arrived = 0;
    const sink = createServer((request, response) => {
      request.on('data', (bytes: Buffer) => (arrived += bytes.length)).on('end', () => response.end('taken'));
    });
    await new Promise<void>((resolve) => sink.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(sink.address() as AddressInfo).port}/studies`;
    const before = process.memoryUsage().arrayBuffers;
    let [most, made] = [0, 0];
    const content = new ReadableStream<Uint8Array<ArrayBuffer>>(
      {
        pull(controller) {
          if (made++ === count) return controller.close();
          controller.enqueue(new Uint8Array(piece).fill(made));
          most = Math.max(most, process.memoryUsage().arrayBuffers - before);
        },
      },
      { highWaterMark: 0 },
    );
    const body = { type: 'application/dicom', length: count * piece, content };
    const answer = await ask(archiveAt(url, { streams: true }), { url, accept: '*/*', body }, new AbortController().signal);
    await close(sink);
    expect(Buffer.from(answer.body).toString()).toBe('taken');
    expect(arrived).toBe(count * piece);
    // What is no longer needed may wait for a while to be cleared away.
    expect(most).toBeLessThan(150 * piece);
  });
});
