import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openImages, type Images } from '../../viewer/images';
import { basicAuthorization } from '../../viewer/pacsHeaders';
import { parseOptions } from '../../viewer/options';
import { describeWithOrthanc } from '../support/orthanc';
import { getJson, stow, valueOf } from './dicomClient';
import { demo, demoCopy, flairStudy, startViewer, type RunningViewer } from './servers';

describeWithOrthanc('npm run pacs', () => {
  const said: string[] = [];
  let folder: string;
  let images: Images;
  let viewer: RunningViewer;
  const open = async () => {
    images = await openImages(parseOptions(['--pacs'], {}), folder, (message) => said.push(message));
    viewer = await startViewer({ handler: images.handler });
  };
  const close = async () => {
    await viewer.stop();
    await images.stop?.();
  };
  beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'pacs-test-'))));
  afterAll(async () => {
    await close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  test('answers the viewer alone: no other page, and nobody without the sign-in that lies in its folder', async () => {
    await open();
    const [, file = ''] = /^pacs sign-in: (\S+) /.exec(said.at(-2) ?? '') ?? [];
    const [, root = ''] = /^pacs: (\S+) /.exec(said.at(-1) ?? '') ?? [];
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, '.cache', 'orthanc', 'orthanc.json'))).mode & 0o777).toBe(0o600);
    expect((await fetch(`${root}/studies`)).status).toBe(401);
    expect((await fetch(new URL('/tools/shutdown', root), { method: 'POST' })).status).toBe(401);
    const authorization = basicAuthorization((await readFile(file, 'utf8')).trim());
    expect((await fetch(`${root}/studies`, { headers: { authorization } })).status).toBe(200);
    await close();
  });

  test('has the demo studies, behind the viewer, and keeps what is filed until the next time', async () => {
    await open();
    expect(images.studies).toEqual([
      ['demo', demo.study],
      ['flair', flairStudy],
    ]);
    expect(said.at(-1)).toMatch(/^pacs: http:\/\/127\.0\.0\.1:\d+\/dicom-web \(Orthanc, 53 instances, kept in .*orthanc\)$/);
    const studies = `${viewer.url}/dicomweb/studies`;
    expect((await getJson(studies)).map((study) => valueOf(study, '0020000D')).sort()).toEqual([demo.study, flairStudy].sort());
    expect((await stow(studies, [await demoCopy(5, '1.8.0.0.')])).status).toBe(200);
    await close();

    await open();
    expect(said.at(-1)).toMatch(/54 instances/);
    expect(await getJson(`${viewer.url}/dicomweb/studies`)).toHaveLength(3);
  });
});
