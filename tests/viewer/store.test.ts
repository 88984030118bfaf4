import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { demo, demoCopy, demoFile, startViewer, type RunningViewer } from './servers';
import { getJson, getParts, stow, valueOf } from './dicomClient';
import { hierarchy, identity, partTenFile, type Item } from './partTenFile';

const newStudy = demo.study.replace('0.0.0.0.', '1.9.0.0.');
const newSeries = demo.series.replace('0.0.0.0.', '1.9.0.0.');
const newInstance = demo.firstInstance.replace('0.0.0.0.', '1.9.0.0.').replace('.2.1.', '.2.3.');

let folder: string;
let viewer: RunningViewer;
let studies: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stow-test-'));
  viewer = await startViewer({ storeFolder: folder });
  studies = `${viewer.url}/dicomweb/studies`;
});
afterEach(async () => {
  await viewer.stop();
  await rm(folder, { recursive: true });
});

test('a stored file is found and retrieved at once, byte for byte, and after a restart', async () => {
  const file = await demoCopy(3, '1.9.0.0.');
  const { status, body } = await stow(studies, [file]);
  expect(status).toBe(200);
  expect(valueOf(body, '00081190')).toBe(`${studies}/${newStudy}`);
  const [reference] = body['00081199']?.Value ?? [];
  expect(reference).toMatchObject({ '00081155': { vr: 'UI', Value: [newInstance] } });
  expect(body).not.toHaveProperty('00081198');
  expect(await readdir(folder)).toEqual([`${newInstance}.dcm`]);

  const retrieve = async (root: string) => (await getParts(`${root}/${newStudy}/series/${newSeries}/instances/${newInstance}`))[0]?.body;
  expect(await getJson(studies)).toHaveLength(2);
  expect(file.equals((await retrieve(studies)) ?? Buffer.alloc(0))).toBe(true);

  const restarted = await startViewer({ storeFolder: folder });
  expect(file.equals((await retrieve(`${restarted.url}/dicomweb/studies`)) ?? Buffer.alloc(0))).toBe(true);
  await restarted.stop();
});

test('a new series in the study of the demo is counted with it', async () => {
  const text = (await demoFile(4)).toString('latin1').replaceAll(demo.series, newSeries);
  await stow(`${studies}/${demo.study}`, [Buffer.from(text.replaceAll('0.0.0.0.1.', '1.9.0.0.1.'), 'latin1')]);
  const [study] = await getJson(studies);
  expect(valueOf(study, '00201206')).toBe(2);
  expect(valueOf(study, '00201208')).toBe(21);
});

test('the same file twice is accepted, in one request and in two', async () => {
  const file = await demoCopy(3, '1.9.0.0.');
  expect((await stow(studies, [file, file])).status).toBe(200);
  expect((await stow(studies, [file])).status).toBe(200);
  expect(await readdir(folder)).toHaveLength(1);
});

test('other bytes under a known UID are refused with reason 0111H, and nothing is replaced', async () => {
  const changed = await demoFile(2);
  changed[changed.length - 1] = 1;
  const { status, body } = await stow(studies, [changed]);
  expect(status).toBe(409);
  expect(body['00081198']?.Value?.[0]).toMatchObject({
    '00081155': { vr: 'UI', Value: [demo.firstInstance.replace('.2.1.', '.2.2.')] },
    '00081197': { vr: 'US', Value: [0x0111] },
  });
  expect(await readdir(folder)).toEqual([]);
});

test.each([
  ['bytes that are not DICOM', Buffer.from('not an image')],
  ['an empty part', Buffer.alloc(0)],
  ['a header cut off in the middle', partTenFile([...identity, ...hierarchy]).subarray(0, 230)],
  ['an instance without a study', partTenFile(identity)],
  ['a UID that leads out of the folder', partTenFile(uids('../../1.2.3'))],
  ['a UID longer than 64 characters', partTenFile(uids(`1.${'2'.repeat(63)}`))],
])('%s: 409, reason C000H, nothing written', async (_what, bytes) => {
  const { status, body } = await stow(studies, [bytes]);
  expect(status).toBe(409);
  expect(body['00081198']?.Value?.[0]).toMatchObject({ '00081197': { vr: 'US', Value: [0xc000] } });
  expect(await readdir(folder)).toEqual([]);
});

test('of two files the good one is stored and the bad one named: 202', async () => {
  const { status, body } = await stow(studies, [Buffer.from('bad'), await demoCopy(3, '1.9.0.0.')]);
  expect(status).toBe(202);
  expect(body['00081199']?.Value).toHaveLength(1);
  expect(body['00081198']?.Value).toHaveLength(1);
});

test('a file of another study than the one in the path is refused', async () => {
  const { status } = await stow(`${studies}/1.2.3`, [await demoCopy(3, '1.9.0.0.')]);
  expect(status).toBe(409);
  expect(await readdir(folder)).toEqual([]);
});

test.each([
  ['another media type', 'application/dicom', 'x', 415],
  ['metadata with bulk data', 'multipart/related; type="application/dicom+json"; boundary=x', '--x--', 415],
  ['no boundary', 'multipart/related; type="application/dicom"', 'x', 400],
  ['a body without its boundary', 'multipart/related; type="application/dicom"; boundary=x', 'y', 400],
  ['a body that breaks off', 'multipart/related; type="application/dicom"; boundary=x', '--x\r\n\r\nabc', 400],
])('%s is refused', async (_what, contentType, body, status) => {
  const response = await fetch(studies, { method: 'POST', headers: { 'content-type': contentType }, body });
  expect(response.status).toBe(status);
});

function uids(sopInstanceUid: string): Item {
  return [['00080016', 'UI', '1.2.840.10008.5.1.4.1.1.7'], ['00080018', 'UI', sopInstanceUid], ...hierarchy];
}
