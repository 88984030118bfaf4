import { listInstances, listSeries, searchInstances, searchStudy } from '../../src/archive/search';
import { retrieveInstance, retrieveMetadata } from '../../src/archive/retrieve';
import { dicomImage, SOURCE } from '../support/dicomFile';
import { drawnFiling, instancesOf } from '../support/drawnFiling';
import { refusal } from '../support/refusal';
import { faultyArchive, type Fault, type FaultyArchive } from './faultyArchive';

const { signal } = new AbortController();
const filing = drawnFiling();
const [first] = instancesOf(filing);
const name = { studyUid: SOURCE.study, seriesUid: first!.seriesUid, sopInstanceUid: first!.sopInstanceUid };

let running: FaultyArchive;
let fault: Fault = () => false;
beforeAll(async () => {
  running = await faultyArchive((met) => fault(met));
  for (const one of instancesOf(filing)) await running.store.add(one.make());
  await running.store.add(new Uint8Array(dicomImage({ z: 0, pixels: Array<number>(12).fill(5) })));
});
beforeEach(() => void (fault = () => false));
afterAll(() => running.stop());

describe('a search', () => {
  it('finds a study, and only the one that was asked for', async () => {
    expect((await searchStudy(running.archive, SOURCE.study, signal))?.['00100020']?.Value).toEqual([SOURCE.patientId]);
    expect(await searchStudy(running.archive, '9.9', signal)).toBeUndefined();
    fault = ({ response }) => !!response.json([{ '0020000D': { vr: 'UI', Value: ['8.8'] } }]);
    expect(await searchStudy(running.archive, '9.9', signal)).toBeUndefined();
  });

  it('tells results of ours from what they were made of', async () => {
    const listed = await listSeries(running.archive, SOURCE.study, signal);
    expect(listed.map(({ seriesUid, own }) => [seriesUid, own])).toEqual([
      ...filing.series.map(({ seriesUid }) => [seriesUid, true]),
      [SOURCE.series, false],
    ]);
    expect(listed[0]).toMatchObject({ modality: 'MR', number: 3, description: 'AX T1', instances: 5 });
  });

  it('goes on page by page, however few rows an archive gives at a time', async () => {
    fault = ({ request, response, kind }) => {
      const { limit, offset } = request.query;
      if (kind !== 'search' || limit === '2') return false;
      response.redirect(307, `/dicom-web${request.path}?limit=2&offset=${Number(offset)}`);
      return true;
    };
    const listed = await listInstances(running.archive, name, signal);
    expect(listed.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5]);
  });

  it('ends where an archive gives the same page again and again', async () => {
    fault = ({ response }) => !!response.json([{ '00080018': { vr: 'UI', Value: [name.sopInstanceUid] } }]);
    expect(await searchInstances(running.archive, name, [name.sopInstanceUid, '1.1'], signal)).toEqual(new Set([name.sopInstanceUid]));
  });

  it.each([204, 404])('that is answered %d has found nothing', async (status) => {
    fault = ({ response }) => !!response.status(status).end();
    expect(await listInstances(running.archive, name, signal)).toEqual([]);
  });

  it('whose answer is garbage is an error, not an empty list', async () => {
    fault = ({ response }) => !!response.type('json').send('[{');
    await expect(listInstances(running.archive, name, signal)).rejects.toThrow(refusal('ARCHIVE_ANSWER'));
  });
});

describe('reading back', () => {
  it('gives the file that was stored', async () => {
    const file = await retrieveInstance(running.archive, name, signal);
    expect(Buffer.from(file!).equals(first!.make())).toBe(true);
  });

  it('takes a file that comes by itself, without parts', async () => {
    fault = ({ response }) => !!response.type('application/dicom').send(Buffer.from(first!.make()));
    const file = await retrieveInstance(running.archive, name, signal);
    expect(Buffer.from(file!).equals(first!.make())).toBe(true);
  });

  it('of nothing is undefined, and of a broken answer an error', async () => {
    expect(await retrieveInstance(running.archive, { ...name, sopInstanceUid: '9.9' }, signal)).toBeUndefined();
    expect(await retrieveMetadata(running.archive, { ...name, sopInstanceUid: '9.9' }, signal)).toBeUndefined();
    fault = ({ response }) => !!response.type('multipart/related; boundary=b').send('--b\r\n\r\nhal');
    await expect(retrieveInstance(running.archive, name, signal)).rejects.toThrow(refusal('ARCHIVE_ANSWER'));
  });

  it('gives a header as the archive has it', async () => {
    const header = await retrieveMetadata(running.archive, name, signal);
    expect(header?.['0020000E']?.Value).toEqual([name.seriesUid]);
  });
});
