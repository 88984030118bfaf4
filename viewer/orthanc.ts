import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { OrthancFiles } from './orthancPackages.mjs';
import { UserError } from './userError';

export interface OrthancSettings {
  readonly files: OrthancFiles;
  /** Holds the archive, and its configuration; made when missing. */
  readonly folder: string;
  /** Name and password; without, nobody is asked. */
  readonly user?: readonly [name: string, password: string];
  /** Body of Orthanc's `ReceivedInstanceFilter(dicom, origin)`, in Lua: what it answers false to is not stored. */
  readonly accepts?: string;
}

/** An archive that runs on this machine, for this machine alone. */
export interface RunningOrthanc {
  /** DICOMweb root. */
  readonly root: string;
  /** Stores a Part 10 file. */
  readonly add: (file: Uint8Array) => Promise<void>;
  /** How many instances it holds. */
  readonly count: () => Promise<number>;
  readonly stop: () => Promise<void>;
}

const [tries, patienceMs] = [3, 30_000];

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function configure({ files, folder, user, accepts }: OrthancSettings, port: number): Promise<string> {
  const [storage, script, configuration] = ['storage', 'accepts.lua', 'orthanc.json'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  // Patients and a password: nobody else on this machine reads them.
  await mkdir(storage, { recursive: true, mode: 0o700 });
  if (accepts !== undefined) await writeFile(script, `function ReceivedInstanceFilter(dicom, origin)\n${accepts}\nend\n`);
  const settings = {
    ...{ Name: 'WORKBENCH', StorageDirectory: storage, IndexDirectory: storage },
    ...{ HttpServerEnabled: true, HttpPort: port, HttpBindAddresses: ['127.0.0.1'], RemoteAccessAllowed: false },
    ...{ AuthenticationEnabled: user !== undefined, RegisteredUsers: user ? { [user[0]]: user[1] } : {} },
    ...{ DicomServerEnabled: false, OverwriteInstances: false, MaximumStorageSize: 0 },
    ...{ LuaScripts: accepts === undefined ? [] : [script], Plugins: [files.plugin] },
    DicomWeb: { Enable: true, Root: '/dicom-web/', EnableWado: false, StudiesMetadata: 'Full', SeriesMetadata: 'Full' },
  };
  await rm(configuration, { force: true });
  await writeFile(configuration, JSON.stringify(settings, undefined, 2), { mode: 0o600 });
  return configuration;
}

const ended = (child: ChildProcess) =>
  new Promise<void>((resolve) => (child.exitCode === null && child.signalCode === null ? child.once('exit', () => resolve()) : resolve()));

/** Waits until it answers; false where it has ended. */
async function isUp(child: ChildProcess, url: string, headers: Record<string, string>): Promise<boolean> {
  for (const end = Date.now() + patienceMs; Date.now() < end && child.exitCode === null; await pause(100)) {
    const answer = await fetch(`${url}/system`, { headers }).catch(() => undefined);
    if (answer?.ok) return true;
  }
  return false;
}

/**
 * Starts Orthanc as a process of its own, on loopback and a free port, over a folder that keeps what it is given. What it logs holds UIDs and is
 * not passed on.
 *
 * @throws UserError
 */
export async function startOrthanc(settings: OrthancSettings): Promise<RunningOrthanc> {
  const { files, folder, user } = settings;
  const headers: Record<string, string> = user ? { authorization: `Basic ${Buffer.from(user.join(':')).toString('base64')}` } : {};
  for (let n = 0; n < tries; n++) {
    const port = await freePort();
    const child = spawn(files.program, [await configure(settings, port)], { stdio: 'ignore' });
    child.on('error', () => undefined);
    const kill = () => void child.kill('SIGKILL');
    process.once('exit', kill);
    const stop = async () => {
      process.removeListener('exit', kill);
      child.kill('SIGTERM');
      await ended(child);
    };
    const url = `http://127.0.0.1:${port}`;
    // Another process may have taken the port meanwhile.
    if (!(await isUp(child, url, headers))) {
      await stop();
      continue;
    }
    return {
      root: `${url}/dicom-web`,
      add: async (file) => {
        const answer = await fetch(`${url}/instances`, { method: 'POST', headers, body: new Blob([new Uint8Array(file)]) });
        if (!answer.ok) throw new UserError(`Orthanc did not take a file (status ${answer.status}).`);
      },
      count: async () => {
        const { CountInstances } = (await (await fetch(`${url}/statistics`, { headers })).json()) as { CountInstances: number };
        return CountInstances;
      },
      stop,
    };
  }
  throw new UserError(`Orthanc (${files.program}) does not start over ${folder}; is another one running over the same folder?`);
}
