import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import type { DicomJson } from '../../viewer/dicomweb/dicomJson';
import { openImages } from '../../viewer/images';
import { parseOptions } from '../../viewer/options';
import { valueOf } from '../viewer/dicomClient';
import { demo, demoCopy, demoFile, startViewer } from '../viewer/servers';
import { bodyOf, MULTIPART, send, type ServerProcess, startProcess, store } from './serverProcess';

const mode = async (path: string) => (await stat(path)).mode & 0o777;
const within = async (server: ServerProcess) => (await readdir(server.storeFolder)).sort();

describe('answers', () => {
  const study = `studies/${demo.study}`;
  const series = `${study}/series/${demo.series}`;
  const instance = `${series}/instances/${demo.firstInstance}`;
  it.each([
    ...['studies', 'series', 'instances', `${study}/series`, `${series}/instances`],
    ...[study, series, instance, `${series}/metadata`, `${instance}/metadata`, `${instance}/frames/1`],
    // … and errors, which repeat what was asked for
    ...[`${instance}/frames/2`, `${instance}/bulkdata/00080018`, 'studies/1.2.3', 'nothing', 'studies?limit=x'],
  ])('%s never lies in a cache', async (path) => {
    const viewer = await startViewer();
    const response = await fetch(`${viewer.url}/dicomweb/${path}`);
    await response.arrayBuffer();
    expect(response.headers.get('cache-control')).toBe('no-store');
    await viewer.stop();
  });

  it('nor does that to a store request', async () => {
    const server = await startProcess();
    expect((await send(server, bodyOf(await demoCopy(3, '1.9.0.0.')))).headers.get('cache-control')).toBe('no-store');
    expect((await send(server, 'x')).headers.get('cache-control')).toBe('no-store');
    await server.stop();
  });
});

describe('stored files', () => {
  it('are their owner’s alone, and so is their folder', async () => {
    const server = await startProcess();
    await store(server, await demoCopy(3, '1.9.0.0.'));
    const [name = ''] = await within(server);
    expect(await mode(join(server.storeFolder, name))).toBe(0o600);
    expect(await mode(server.storeFolder)).toBe(0o700);
    await server.stop();
  });

  it('so is a folder that an earlier version has left open', async () => {
    const server = await startProcess({
      setUp: async (folder) => {
        await mkdir(folder);
        await chmod(folder, 0o755);
      },
    });
    expect(await mode(server.storeFolder)).toBe(0o700);
    await server.stop();
  });

  it('are on the disk before they have their names, and their names before the answer', async () => {
    const server = await startProcess();
    const trace = join(server.storeFolder, '..', 'trace.txt');
    const strace = spawn('strace', [
      '-f',
      '-qq',
      '-e',
      'trace=fsync,fdatasync,rename,renameat,renameat2',
      '-o',
      trace,
      '-p',
      String(server.pid),
    ]);
    strace.once('error', () => undefined);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await store(server, await demoCopy(3, '1.9.0.0.'));
    if (strace.pid !== undefined) {
      const ended = once(strace, 'exit');
      strace.kill('SIGINT');
      await ended;
      const calls = [...(await readFile(trace, 'utf8')).matchAll(/ (fsync|fdatasync|rename)/g)].map(([, call]) => call);
      expect(calls).toEqual(['fdatasync', 'rename', 'fsync']);
    }
    await server.stop();
  });

  it('that were never finished are cleared at the start, those of a server that runs are not', async () => {
    const running = await startProcess();
    const { hostname, port } = new URL(running.url);
    const sent = request({ method: 'POST', hostname, port, path: '/dicomweb/studies', headers: { 'content-type': MULTIPART } });
    sent.on('error', () => undefined);
    sent.write(bodyOf(await demoCopy(4, '1.9.0.0.')).subarray(0, 50_000));
    await new Promise((resolve) => setTimeout(resolve, 500));
    const [unfinished = ''] = await within(running);
    expect(unfinished).toMatch(/\.part$/);
    const server = await startProcess({
      setUp: async (folder) => {
        await mkdir(folder);
        await writeFile(join(folder, '.6f9619ff-8b86-4d11-b42d-00c04fc964ff.part'), 'left by an earlier version');
        await writeFile(join(folder, '.4194305-6f9619ff.part'), 'left by a process that was killed');
        await writeFile(join(folder, unfinished), 'that of the server which runs');
        await writeFile(join(folder, 'notes.part'), 'somebody’s own');
      },
    });
    expect(await within(server)).toEqual([unfinished, 'notes.part'].sort());
    sent.destroy();
    await running.stop();
    await server.stop();
  });
});

it('a full disk is answered per instance, with reason A700H and the instance’s UID', async () => {
  // No file may have more than 64 KB: for the system the same as a disk that is full.
  const server = await startProcess({ limit: 64 * 1024 });
  const large = await demoFile(2);
  const small = (await demoCopy(3, '1.9.0.0.')).subarray(0);
  const { status, body } = await store(server, large, small.subarray(0, 40_000), Buffer.from('no DICOM'));
  expect(server.alive()).toBe(true);
  expect(status).toBe(409);
  const failed = body['00081198']?.Value as DicomJson[];
  expect(failed.map((item) => valueOf(item, '00081197'))).toEqual([0xa700, 0xc000, 0xc000]);
  expect(valueOf(failed[0], '00081155')).toBe(demo.firstInstance.replace('.2.1.', '.2.2.'));
  expect(valueOf(failed[0], '00000902')).toBe('there is no room left where it would be stored');
  expect(await within(server)).toEqual([]);
  await server.stop();
});

it('what is left out at the start is said in one line, without the names of files', async () => {
  const server = await startProcess();
  const scans = join(server.storeFolder, 'scans');
  await mkdir(join(scans, 'Secret^Patient'), { recursive: true });
  await writeFile(join(scans, 'good.dcm'), await demoFile(2));
  await writeFile(join(scans, 'Secret^Patient', 'Secret.dcm'), (await demoFile(3)).subarray(0, -100));
  const stow = join(server.storeFolder, 'stow');
  await mkdir(stow);
  await writeFile(join(stow, 'Secret.dcm'), (await demoCopy(4, '1.9.0.0.')).subarray(0, -100));
  const said: string[] = [];
  const { studies } = await openImages(parseOptions(['--dicom', scans, '--store', stow], {}), server.storeFolder, (line) =>
    said.push(line),
  );
  expect(studies).toEqual([['demo', demo.study]]);
  expect(said).toEqual([
    expect.stringMatching(
      /^images: 1 DICOM files in .*; left out: 1 .*\(the first: pixel data of 131072 bytes, of which the file has 130972\)$/,
    ),
    expect.stringMatching(/^stored: 0 DICOM files; left out: 1 .*\(the first: pixel data of 131072 bytes, of which the file has 130972\)$/),
  ]);
  expect(said.join()).not.toMatch(/Secret/);
  await server.stop();
});
