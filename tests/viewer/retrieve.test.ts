import { demo, demoFile, startViewer, type RunningViewer } from './servers';
import { getJson, getParts, valueOf } from './dicomClient';

/** Every slice: 256 x 256 voxels of 16 bits. */
const frameBytes = 131072;

let viewer: RunningViewer;
let series: string;
beforeAll(async () => {
  viewer = await startViewer();
  series = `${viewer.url}/dicomweb/studies/${demo.study}/series/${demo.series}`;
});
afterAll(() => viewer.stop());

test('metadata hold the whole header, numbers as numbers, and no pixel data', async () => {
  const metadata = await getJson(`${series}/metadata`);
  expect(metadata).toHaveLength(20);
  const first = metadata.find((attributes) => valueOf(attributes, '00200013') === 1);
  expect(first).toMatchObject({
    '00280010': { vr: 'US', Value: [256] },
    '00280030': { vr: 'DS', Value: [0.859375, 0.859375] },
    '00200037': { vr: 'DS', Value: [1, 0, 0, 0, 0.99096, 0.134158] },
    '00280106': { vr: 'SS' },
    '00100030': { vr: 'DA' },
    '00081070': { vr: 'PN', Value: [{ Alphabetic: 'EC' }] },
    '00083002': { vr: 'UI', Value: ['1.2.840.10008.1.2.1'] },
  });
  for (const attributes of metadata) {
    expect(Object.keys(attributes).filter((tag) => tag.startsWith('7FE0') || tag.startsWith('0002'))).toEqual([]);
  }
});

test('leaves out the window of width 0, which would draw the slices black', async () => {
  for (const attributes of await getJson(`${series}/metadata`)) {
    expect(attributes).not.toHaveProperty('00281050');
    expect(attributes).not.toHaveProperty('00281051');
  }
});

test('frames are the pixel bytes of the files, for all 20 slices', async () => {
  for (const attributes of await getJson(`${series}/metadata`)) {
    const [frame, ...others] = await getParts(`${series}/instances/${String(valueOf(attributes, '00080018'))}/frames/1`);
    expect(others).toEqual([]);
    expect(frame?.headers.get('content-type')).toBe('application/octet-stream;transfer-syntax=1.2.840.10008.1.2.1');
    const file = await demoFile(Number(valueOf(attributes, '00200013')));
    const start = file.indexOf(Buffer.from('e07f10004f570000', 'hex')) + 12; // (7FE0,0010) OW
    expect(frame?.body.equals(file.subarray(start, start + frameBytes))).toBe(true);
  }
});

test('an instance comes back as its file, without the junk behind the pixel data of the first slice', async () => {
  const [whole] = await getParts(`${series}/instances/${demo.firstInstance.replace('.2.1.', '.2.2.')}`);
  expect(whole?.body.equals(await demoFile(2))).toBe(true);
  const [cut] = await getParts(`${series}/instances/${demo.firstInstance}`);
  const file = await demoFile(1);
  expect(file.length).toBeGreaterThan(2_000_000);
  expect(cut?.body.length).toBe(132914);
  expect(cut?.body.equals(file.subarray(0, 132914))).toBe(true);
});

test('a study comes as one part per instance', async () => {
  const parts = await getParts(`${viewer.url}/dicomweb/studies/${demo.study}`);
  expect(parts).toHaveLength(20);
  for (const part of parts) expect(part.body.toString('latin1', 128, 132)).toBe('DICM');
});

test.each([
  ['frame 2 of a single-frame instance', `instances/${demo.firstInstance}/frames/2`, 404],
  ['frame 0', `instances/${demo.firstInstance}/frames/0`, 400],
  ['an unknown instance', 'instances/1.2.3/frames/1', 404],
  ['bulk data that nothing refers to', `instances/${demo.firstInstance}/bulkdata/00282000`, 404],
  ['rendering, which is not offered', `instances/${demo.firstInstance}/rendered`, 404],
])('refuses %s in one plain sentence', async (_what, path, status) => {
  const response = await fetch(`${series}/${path}`);
  expect(response.status).toBe(status);
  expect(response.headers.get('content-type')).toContain('text/plain');
  expect(await response.text()).not.toMatch(/\n|node_modules/);
});
