import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getJson, valueOf } from '../viewer/dicomClient';
import { partTenFile, type Item } from '../viewer/partTenFile';
import { demoFile, startViewer, type RunningViewer } from '../viewer/servers';
import { rawRequest } from './rawRequest';

/** ms: what one search may take on a machine that does other things too. */
const SOON = 1000;

/** A small instance, study 1.2.n, with more attributes. */
function instanceFile(n: number, more: Item = []): Buffer {
  const own: Item = [
    ['00080016', 'UI', '1.2.840.10008.5.1.4.1.1.7'],
    ['00080018', 'UI', `1.2.${n}.4.5`],
    ['0020000D', 'UI', `1.2.${n}`],
    ['0020000E', 'UI', `1.2.${n}.4`],
  ];
  const given = new Set(more.map(([tag]) => tag));
  const all = [...own.filter(([tag]) => !given.has(tag)), ...more];
  return partTenFile(all.sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function viewerOver(files: readonly Buffer[]): Promise<RunningViewer & { folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'query-test-'));
  for (const [n, file] of files.entries()) await writeFile(join(folder, `${String(n).padStart(5, '0')}.dcm`), file);
  const running = await startViewer({ folders: [folder] });
  return {
    ...running,
    folder,
    stop: async () => {
      await running.stop();
      await rm(folder, { recursive: true });
    },
  };
}

/** Study Instance UIDs that a query finds. */
async function studies(viewer: RunningViewer, query: string): Promise<string[]> {
  const rows = await getJson(`${viewer.url}/dicomweb/studies?${query}`);
  return rows.map((row) => String(valueOf(row, '0020000D')));
}

async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; result: T }> {
  const began = performance.now();
  const result = await work();
  return { ms: performance.now() - began, result };
}

describe('patterns', () => {
  const comments = 'a'.repeat(10_000);
  let viewer: Awaited<ReturnType<typeof viewerOver>>;
  beforeAll(async () => {
    viewer = await viewerOver([
      instanceFile(1, [['00204000', 'LT', comments]]),
      instanceFile(2, [['00204000', 'LT', 'abcabcabd and a question']]),
      instanceFile(3, [['00204000', 'LT', 'x']]),
      instanceFile(4),
    ]);
  });
  afterAll(() => viewer.stop());

  const unending = [
    ['the one of the finding', '*?*?*?*?*?*Q'],
    ['pairs', `${'*?'.repeat(2000)}Q`],
    ['pairs the other way', `${'?*'.repeat(2000)}Q`],
    ['question marks and asterisks alone', `${'?*?*'.repeat(500)}Q`],
    ['asterisks', `${'*'.repeat(8000)}Q`],
    ['letters between', `${'*a'.repeat(3000)}*Q`],
    ['a long piece', `*${'a'.repeat(7000)}Q*`],
    ['a long piece with gaps', `*${'a?'.repeat(3500)}Q*`],
    ['a piece longer than the value', `*${'?'.repeat(10_001)}*`],
    ['brackets of an expression', '(a+)+$*(a|aa)*Q'],
    ['a name’s carets', `${'*^'.repeat(2000)}Q`],
  ] as const;
  test.each(unending)('end: %s', async (_what, pattern) => {
    for (const key of ['ImageComments', 'PatientName', 'ModalitiesInStudy', '00204000', 'StudyDescription']) {
      const { ms, result } = await timed(() =>
        rawRequest(viewer.url, `/dicomweb/studies?${key}=${encodeURIComponent(pattern).replaceAll('%3F', '?')}`),
      );
      expect([key, result.status, result.body]).toEqual([key, 200, '[]']);
      expect(ms).toBeLessThan(SOON);
    }
  });

  test.each([
    ['*', ['1.2.1', '1.2.2', '1.2.3', '1.2.4']],
    ['**', ['1.2.1', '1.2.2', '1.2.3', '1.2.4']],
    ['', ['1.2.1', '1.2.2', '1.2.3', '1.2.4']],
    ['?', ['1.2.3']],
    ['?*', ['1.2.1', '1.2.2', '1.2.3']],
    ['*?', ['1.2.1', '1.2.2', '1.2.3']],
    ['?*?*', ['1.2.1', '1.2.2']],
    ['*?*?*?*', ['1.2.1', '1.2.2']],
    ['a*', ['1.2.1', '1.2.2']],
    ['A*', ['1.2.1', '1.2.2']],
    ['*abd*', ['1.2.2']],
    ['*ab?abd*', ['1.2.2']],
    ['*abcabd*', ['1.2.2']],
    ['abc*abd*abd*', []],
    ['*question', ['1.2.2']],
    ['*question?', []],
    ['abcabcabd and a question', ['1.2.2']],
    ['abcabcabd', []],
    ['abc*questio', []],
    ['*ques*tion', ['1.2.2']],
    [`${'a'.repeat(5000)}*${'a'.repeat(5000)}`, ['1.2.1']],
    [`${'a'.repeat(5000)}*${'a'.repeat(5001)}`, []],
    [`*${'a'.repeat(40)}?${'a'.repeat(40)}*`, ['1.2.1']],
    ['.*', []],
    ['[a-z]*', []],
  ])('find what they name: %#', async (pattern, wanted) => {
    expect([pattern, ...(await studies(viewer, `ImageComments=${encodeURIComponent(pattern)}`))]).toEqual([pattern, ...wanted]);
  });
});

describe('a search that takes long', () => {
  let viewer: Awaited<ReturnType<typeof viewerOver>>;
  beforeAll(async () => {
    const comments = 'ab'.repeat(5000);
    viewer = await viewerOver(Array.from({ length: 1500 }, (_, n) => instanceFile(n + 1, [['00204000', 'LT', comments]])));
  });
  afterAll(() => viewer.stop());

  it('is given up with a sentence, and holds up nobody else meanwhile', async () => {
    const keys = Array.from({ length: 2 }, (_, n) => `ImageComments=*${'ab'.repeat(3500)}${n}*`);
    const long = timed(() => rawRequest(viewer.url, `/dicomweb/studies?${keys.join('&')}`));
    await new Promise((resolve) => setTimeout(resolve, 100));
    const others = [];
    for (let n = 0; n < 5; n++) others.push((await timed(() => studies(viewer, 'StudyInstanceUID=1.2.7'))).ms);
    const { ms, result } = await long;
    expect([result.status, result.headers['content-type']]).toEqual([503, 'text/plain; charset=utf-8']);
    expect(result.body).toMatch(/^the search was given up after 2 s/);
    expect(ms).toBeLessThan(5000);
    expect(Math.max(...others)).toBeLessThan(SOON);
  });
});

describe('5,000 studies', () => {
  let viewer: Awaited<ReturnType<typeof viewerOver>>;
  beforeAll(async () => {
    viewer = await viewerOver(
      Array.from({ length: 5000 }, (_, n) =>
        instanceFile(n + 1, [
          ['00080020', 'DA', `20${String(n % 25).padStart(2, '0')}0316`],
          ['00080060', 'CS', n % 2 ? 'MR' : 'CT'],
          ['00081030', 'LO', 'BRAIN'],
          ['00100010', 'PN', `Name${n}^Anna`],
          ['00100020', 'LO', `P${n}`],
        ]),
      ),
    );
    await studies(viewer, 'limit=1');
  });
  afterAll(() => viewer.stop());

  test.each([
    ['the work list as it opens', 'limit=101&offset=0&fuzzymatching=false&includefield=00081030%2C00080060', 101],
    ['its last page', 'limit=101&offset=4950', 50],
    ['a name', 'PatientName=*name4999*&limit=101', 1],
    ['a name that nobody has', 'PatientName=*nobody*&limit=101', 0],
    ['one study', 'StudyInstanceUID=1.2.77', 1],
    ['a modality in a year', 'ModalitiesInStudy=MR&StudyDate=2001-2001&limit=101', 100],
    ['an attribute of the images', 'Modality=CT&PatientID=P4998', 1],
  ])('%s comes within 200 ms', async (_what, query, count) => {
    const runs = [];
    for (let n = 0; n < 5; n++) runs.push(await timed(() => studies(viewer, query)));
    expect(runs.map(({ result }) => result.length)).toEqual([count, count, count, count, count]);
    expect(Math.min(...runs.map(({ ms }) => ms))).toBeLessThan(200);
  });

  it('come all, in pieces', async () => {
    const { ms, result } = await timed(() => getJson(`${viewer.url}/dicomweb/instances?includefield=all`));
    expect(new Set(result.map((row) => valueOf(row, '00080018'))).size).toBe(5000);
    expect(ms).toBeLessThan(3 * SOON);
  });

  it('include one that has come since', async () => {
    const boundary = 'b';
    const file = instanceFile(9999, [['00100020', 'LO', 'NEW']]);
    const body = Buffer.concat([
      Buffer.from(`--${boundary}\r\nContent-Type: application/dicom\r\n\r\n`),
      file,
      Buffer.from(`\r\n--${boundary}--`),
    ]);
    const headers = { 'content-type': `multipart/related; type="application/dicom"; boundary=${boundary}` };
    expect((await rawRequest(viewer.url, '/dicomweb/studies', { method: 'POST', headers, body })).status).toBe(200);
    expect(await studies(viewer, 'PatientID=NEW')).toEqual(['1.2.9999']);
  });
});

describe('keys', () => {
  let viewer: Awaited<ReturnType<typeof viewerOver>>;
  beforeAll(async () => {
    const utf8: Item = [['00080005', 'CS', 'ISO_IR 192']];
    const text = (value: string) => Buffer.from(value, 'utf8');
    viewer = await viewerOver([
      instanceFile(1, [
        ...utf8,
        ['00080020', 'DA', '20010316'],
        ['00080030', 'TM', '143000.500'],
        ['0008002A', 'DT', '20010316143000.000000+0100'],
        ['00080060', 'CS', 'MR'],
        ['00100010', 'PN', text('Yamada^Tarou=山田^太郎=やまだ^たろう')],
        ['00100020', 'LO', 'A'],
        ['00200013', 'IS', '7'],
        ['00400275', 'SQ', [[['00400009', 'SH', 'STEP1']], [['00400009', 'SH', 'STEP2']]]],
        ['00091010', 'LO', 'private'],
      ]),
      instanceFile(2, [
        ...utf8,
        ['00080020', 'DA', '20020101'],
        ['00080060', 'CS', 'CT'],
        ['00100010', 'PN', text('Doe^John^^Dr.')],
        ['00100020', 'LO', 'B'],
        ['00200013', 'IS', '10'],
        ['00400275', 'SQ', [[['00400009', 'SH', 'OTHER']]]],
      ]),
      instanceFile(3, [...utf8, ['00100010', 'PN', text('𠮷田^İSMAİL')], ['00100020', 'LO', '%zz']]),
    ]);
  });
  afterAll(() => viewer.stop());

  test.each([
    ['PatientName=doe^john*', ['1.2.2']],
    ['PatientName=Doe^John', []],
    ['PatientName=Doe^John^^Dr.^', ['1.2.2']],
    ['PatientName=Yamada^Tarou', ['1.2.1']],
    ['PatientName=yamada^tarou^^^', ['1.2.1']],
    ['PatientName=山田*', ['1.2.1']],
    ['PatientName=Yamada*=山田*', ['1.2.1']],
    ['PatientName==山田^太郎', ['1.2.1']],
    ['PatientName===やまだ*', ['1.2.1']],
    ['PatientName=Doe*=山田*', []],
    ['PatientName=山田*=Yamada*', []],
    ['PatientName=====', []],
    ['PatientName=^', []],
    ['PatientName=^^^=^', []],
    ['PatientName=?田*', ['1.2.1', '1.2.3']],
    ['PatientName=*ismail', ['1.2.3']],
    ['StudyDate=20010316', ['1.2.1']],
    ['StudyDate=20010316-20010316', ['1.2.1']],
    ['StudyDate=-2001', ['1.2.1']],
    ['StudyDate=2002-', ['1.2.2']],
    ['StudyDate=20020102-20010101', []],
    ['StudyDate=200103-200103', ['1.2.1']],
    ['StudyTime=1430-1431', ['1.2.1']],
    ['StudyTime=143000.500', ['1.2.1']],
    ['AcquisitionDateTime=2001-2002', ['1.2.1']],
    ['AcquisitionDateTime=20010316143000.000000', ['1.2.1']],
    ['InstanceNumber=7', ['1.2.1']],
    ['InstanceNumber=07.0', ['1.2.1']],
    ['InstanceNumber=1', []],
    ['ModalitiesInStudy=CT\\MR', ['1.2.1', '1.2.2']],
    ['ModalitiesInStudy=,', []],
    ['StudyInstanceUID=,', []],
    ['StudyInstanceUID=1.2.1\\1.2.3', ['1.2.1', '1.2.3']],
    ['StudyInstanceUID=1.2.*', []],
    ['StudyInstanceUID=1.2.1&StudyInstanceUID=1.2.2', []],
    ['PatientID=A&PatientID=B', []],
    ['PatientID=A&PatientID=A', ['1.2.1']],
    ['PatientID=B&StudyDate=2001-2001', []],
    ['PatientID= A ', ['1.2.1']],
    ['PatientID=%zz', ['1.2.3']],
    ['PatientID=%25zz', ['1.2.3']],
    ['RequestAttributesSequence.ScheduledProcedureStepID=STEP2', ['1.2.1']],
    ['00400275.00400009=STEP?', ['1.2.1']],
    ['RequestAttributesSequence.ScheduledProcedureStepID=STEP9', []],
    ['00091010=private', ['1.2.1']],
    ['00091010=other', []],
    ['FFFFFFFF=1', []],
    ['accept=application/dicom%2Bjson&PatientID=A', ['1.2.1']],
    ['charset=utf-8&PatientID=A', ['1.2.1']],
    ['limit=0', []],
    ['limit=2', ['1.2.1', '1.2.2']],
    ['limit=99999999999999999999', ['1.2.1', '1.2.2', '1.2.3']],
    [`limit=${'9'.repeat(400)}&offset=1`, ['1.2.2', '1.2.3']],
    [`offset=${'9'.repeat(400)}`, []],
    ['offset=2&limit=5', ['1.2.3']],
  ])('find what they name: %#', async (query, wanted) => {
    expect([query, ...(await studies(viewer, query))]).toEqual([query, ...wanted]);
  });

  test.each([
    'Nonsense=1',
    'PatientNam=Doe',
    'patientname=Doe',
    'constructor=1',
    '__proto__=1',
    'toString=',
    '=Doe',
    'PatientName.PatientID=A',
    'RequestAttributesSequence.Nonsense=1',
    'RequestAttributesSequence.=1',
    '.=1',
    '0040027=1',
    '004002755=1',
    '(0010,0020)=A',
    'RequestAttributesSequence=STEP1',
    'PixelData=1',
    '7FE00010=*a*',
    'StudyDate=-',
    'StudyDate=2001-2002-2003',
    'StudyDate=2001-03-16',
    'StudyDate=20010101--20020101',
    'StudyDate=abc',
    'StudyDate=2001*',
    'StudyDate=20011301-20020101',
    'StudyDate=1-2',
    'StudyDate=20010316\\20020101',
    'StudyTime=2500-',
    'StudyTime=14:30-15:30',
    'AcquisitionDateTime=20010316143000%2B0100',
    'AcquisitionDateTime=-',
    'InstanceNumber=one',
    'InstanceNumber=1*',
    'InstanceNumber=Infinity',
    'InstanceNumber=0x7',
    'limit=many',
    'limit=-1',
    'limit=1e3',
    'limit=1.5',
    'limit=',
    'limit=%2B1',
    'Limit=many',
    'limit=1&limit=2',
    'offset=-1',
    'offset=NaN',
    'offset=1&offset=0',
    'fuzzymatching=yes',
    'fuzzymatching=true&fuzzymatching=false',
  ])('%s is an error, never all studies', async (query) => {
    for (const level of ['studies', 'series', 'instances', 'studies/1.2.1/series']) {
      const { status, body } = await rawRequest(viewer.url, `/dicomweb/${level}?${query}`);
      expect(status).toBe(400);
      expect(body).not.toContain('Yamada');
    }
  });

  test.each(['fuzzymatching', 'emptyvaluematching', 'multiplevaluematching'])('%s, which is not offered, is announced', async (name) => {
    const { status, headers } = await rawRequest(viewer.url, `/dicomweb/studies?${name}=true&PatientName=doe*`);
    expect([status, headers.warning]).toEqual([
      200,
      `299 viewer "The ${name} parameter is not supported. Only literal matching has been performed."`,
    ]);
    expect((await rawRequest(viewer.url, `/dicomweb/studies?${name}=false`)).headers.warning).toBeUndefined();
  });

  it('may be named for the answer in any number', async () => {
    const names = Array.from({ length: 1500 }, (_, n) => (0x00100000 + n).toString(16).padStart(8, '0'));
    const { status, body } = await rawRequest(viewer.url, `/dicomweb/studies?includefield=${names.join(',')}&PatientID=A`);
    expect([status, (JSON.parse(body) as unknown[]).length]).toEqual([200, 1]);
    const [row] = await getJson(
      `${viewer.url}/dicomweb/studies?includefield=Nonsense,__proto__,,00091010&includefield=InstanceNumber&PatientID=A`,
    );
    expect([valueOf(row, '00091010'), valueOf(row, '00200013')]).toEqual(['private', 7]);
    expect(Object.keys(row ?? {})).toEqual(Object.keys(row ?? {}).sort());
    const [all] = await getJson(`${viewer.url}/dicomweb/studies?includefield=all&PatientID=A`);
    expect(valueOf(all, '0008002A')).toBe('20010316143000.000000+0100');
    expect(valueOf(all, '00201208')).toBe(1);
  });
});

test('series and instances are those of their study', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'query-test-'));
  await mkdir(join(folder, 'b'));
  await writeFile(join(folder, 'b', '1.dcm'), instanceFile(2));
  await writeFile(join(folder, 'a.dcm'), instanceFile(1));
  await writeFile(join(folder, 'c.dcm'), await demoFile(3));
  // Two studies with a series of one UID, as careless anonymisers leave them.
  await writeFile(join(folder, 'd.dcm'), instanceFile(3, [['0020000E', 'UI', '1.2.1.4']]));
  const viewer = await startViewer({ folders: [folder] });
  const uids = async (path: string, tag: string) => (await getJson(`${viewer.url}/dicomweb/${path}`)).map((row) => valueOf(row, tag));
  expect(await uids('studies/1.2.1/series', '0020000E')).toEqual(['1.2.1.4']);
  expect(await uids('studies/1.2.3/series/1.2.1.4/instances', '00080018')).toEqual(['1.2.3.4.5']);
  expect(await uids('series?SeriesInstanceUID=1.2.1.4', '0020000D')).toEqual(['1.2.1', '1.2.3']);
  expect(await uids('studies/1.2.1/series?StudyInstanceUID=1.2.3', '0020000E')).toEqual([]);
  expect(await uids('studies/1.9/series', '0020000E')).toEqual([]);
  await viewer.stop();
  await rm(folder, { recursive: true });
});
