import { demo, startViewer, type RunningViewer } from './servers';
import { getJson, valueOf } from './dicomClient';

let viewer: RunningViewer;
let root: string;
beforeAll(async () => {
  viewer = await startViewer();
  root = `${viewer.url}/dicomweb`;
});
afterAll(() => viewer.stop());

test('lists the demo study with its counts, as the work list asks for it', async () => {
  const rows = await getJson(`${root}/studies?limit=101&offset=0&fuzzymatching=false&includefield=00081030%2C00080060`);
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({
    '0020000D': { vr: 'UI', Value: [demo.study] },
    '00100020': { vr: 'LO', Value: ['123565'] },
    '00080020': { vr: 'DA', Value: ['20010316'] },
    '00081030': { vr: 'LO', Value: ['BRAIN'] },
    '00080061': { vr: 'CS', Value: ['MR'] },
    '00201206': { vr: 'IS', Value: [1] },
    '00201208': { vr: 'IS', Value: [20] },
  });
});

test('lists the series with its number of images, and the images', async () => {
  const [series, ...others] = await getJson(`${root}/studies/${demo.study}/series?includefield=00080021`);
  expect(others).toEqual([]);
  expect(valueOf(series, '0020000E')).toBe(demo.series);
  expect(valueOf(series, '00080060')).toBe('MR');
  expect(valueOf(series, '00201209')).toBe(20);
  expect(await getJson(`${root}/studies/${demo.study}/series/${demo.series}/instances`)).toHaveLength(20);
  expect(await getJson(`${root}/studies/${demo.study}/instances`)).toHaveLength(20);
});

test.each([
  ['StudyInstanceUID', demo.study],
  ['0020000D', demo.study],
  ['0020000d', `1.2.3,${demo.study}`],
  ['00100020', '123565'],
  ['PatientID', '1235*'],
  ['PatientID', '??3565'],
  ['StudyDescription', 'brain'],
  ['StudyDescription', ''],
  ['StudyDate', '20010101-20011231'],
  ['StudyDate', '2001-2001'],
  ['StudyDate', '-20010316'],
  ['StudyDate', '20010316-'],
  ['StudyTime', '1400-1500'],
  ['ModalitiesInStudy', 'CT,MR'],
])('finds the study by %s=%s', async (key, value) => {
  expect(await getJson(`${root}/studies?${key}=${encodeURIComponent(value)}`)).toHaveLength(1);
});

test.each([
  ['StudyInstanceUID', '1.2.3'],
  ['00100020', '12356'],
  ['StudyDescription', 'rain'],
  ['StudyDate', '20010317-'],
  ['StudyDate', '2002-2003'],
  ['ModalitiesInStudy', 'CT'],
  ['PatientName', 'Nobody'],
])('does not find it by %s=%s', async (key, value) => {
  expect(await getJson(`${root}/studies?${key}=${encodeURIComponent(value)}`)).toEqual([]);
});

test('narrows by attributes of the images too, across studies', async () => {
  const rows = await getJson(`${root}/instances?InstanceNumber=7&includefield=ImagePositionPatient`);
  expect(rows).toHaveLength(1);
  expect(rows[0]?.['00200032']?.Value).toHaveLength(3);
  expect(await getJson(`${root}/series?Modality=MR`)).toHaveLength(1);
});

test('pages by limit and offset', async () => {
  const all = await getJson(`${root}/instances`);
  const page = await getJson(`${root}/instances?limit=5&offset=15`);
  expect(page).toEqual(all.slice(15));
  expect(await getJson(`${root}/instances?offset=20`)).toEqual([]);
});

test('refuses a limit that is no number', async () => {
  expect((await fetch(`${root}/studies?limit=many`)).status).toBe(400);
});

test('refuses a key that it does not know: left out, all studies would be the answer', async () => {
  const response = await fetch(`${root}/studies?Nonsense=1`);
  expect(response.status).toBe(400);
  expect(await response.text()).toMatch(/neither an attribute of DICOM nor a parameter/);
});
