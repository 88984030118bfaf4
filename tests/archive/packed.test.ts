import { gzipSync } from 'node:zlib';
import { contentOf } from '../../src/archive/content';
import { multipartWriter } from '../../src/archive/multipart';
import { retrieveAll, retrieveContent, retrieveInstance } from '../../src/archive/retrieve';
import { dicomImage } from '../support/dicomFile';
import { faultyArchive, type FaultyArchive } from './faultyArchive';

/** 48 MB of pixels that gzip packs to about 300 kB. */
const SIDE = 4900;
const row = Buffer.from(Uint16Array.from({ length: SIDE }, (_, n) => (n * 7) % 4096).buffer);
const FILE = Buffer.from(dicomImage({ z: 0, pixels: [], bytes: Buffer.concat(Array<Buffer>(SIDE).fill(row)), rows: SIDE, columns: SIDE }));

/**
 * Packs what it gives where it is let, as Orthanc does, and hangs up soon after the last byte, as Orthanc does when its KeepAliveTimeout (1 s) is over.
 *
 * @param packed told whether an answer was packed
 */
const packing = (packed: boolean[]) =>
  faultyArchive(({ kind, request, response }) => {
    if (kind === 'store') return false;
    const writer = multipartWriter('application/dicom');
    const body = Buffer.concat([Buffer.from(writer.opening('application/dicom', FILE.length)), FILE, Buffer.from(writer.closing)]);
    const gzip = /gzip|\*/.test(request.headers['accept-encoding'] ?? '*');
    packed.push(gzip);
    const bytes = gzip ? gzipSync(body) : body;
    response.writeHead(200, {
      'Content-Type': writer.contentType,
      'Content-Length': bytes.length,
      ...(gzip && { 'Content-Encoding': 'gzip' }),
    });
    response.end(bytes, () => setTimeout(() => request.socket.destroySoon(), 20));
    return true;
  });

describe('an archive that packs long answers, and hangs up soon after the last byte', () => {
  const name = { studyUid: '1.2.3', seriesUid: '1.2.3.4', sopInstanceUid: '1.2.3.4.5' };
  const { signal } = new AbortController();
  let there: FaultyArchive | undefined;
  afterEach(() => there?.stop());

  // A reader that hashes is slower than the line: what was packed waited, unpacked half a hundred times as long, when the line was closed.
  it.each(['what counts', 'an instance', 'a series'] as const)('%s comes as a whole, at the first asking', async (what) => {
    const packed: boolean[] = [];
    there = await packing(packed);
    const { archive } = there;
    if (what === 'what counts') expect(await retrieveContent(archive, name, signal)).toEqual(contentOf(FILE));
    else {
      const file =
        what === 'an instance'
          ? await retrieveInstance(archive, name, signal)
          : (await retrieveAll(archive, `${archive.wadoUrl}/studies/1.2.3/series/1.2.3.4`, signal))[0];
      expect(FILE.equals(file!)).toBe(true);
    }
    expect(packed).toEqual([false]);
  });
});
