import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { getJson, getParts, stow } from '../../viewer/dicomClient';

const PLUGIN = '/usr/share/orthanc/plugins/libOrthancDicomWeb.so';
const START = 30_000;

const freePort = () =>
  new Promise<number>((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

/** An archive of the test's own. */
export interface TestArchive {
  version: string;
  /** Stores files in one request. @returns UIDs that the archive says it has stored */
  store(files: readonly Uint8Array[]): Promise<string[]>;
  /** The file of an instance. */
  retrieve(study: string, series: string, instance: string): Promise<Uint8Array>;
  /** DICOM JSON of an instance. */
  metadata(study: string, series: string, instance: string): Promise<Record<string, unknown>>;
  stop(): void;
}

/** Starts Debian's Orthanc on loopback, empty, in a folder of its own. */
export async function startArchive(folder: string): Promise<TestArchive> {
  mkdirSync(folder, { recursive: true });
  const port = await freePort();
  const config = join(folder, 'orthanc.json');
  writeFileSync(
    config,
    JSON.stringify({
      ...{ Name: 'CHECK', StorageDirectory: join(folder, 'db'), IndexDirectory: join(folder, 'db') },
      ...{ HttpPort: port, HttpBindAddresses: ['127.0.0.1'], RemoteAccessAllowed: false, AuthenticationEnabled: false },
      ...{ DicomServerEnabled: false, OverwriteInstances: false, Plugins: [PLUGIN] },
      DicomWeb: { Enable: true, Root: '/dicom-web/', EnableWado: false, StudiesMetadata: 'Full', SeriesMetadata: 'Full' },
    }),
  );
  const server = spawn('Orthanc', [config], { stdio: 'ignore' });
  const base = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + START;
  let system: { Version: string } | undefined;
  while (!system) {
    if (server.exitCode !== null || Date.now() > deadline) throw new Error('Orthanc did not start');
    await new Promise((resolve) => setTimeout(resolve, 200));
    system = await fetch(`${base}/system`).then(
      (answer) => answer.json() as Promise<{ Version: string }>,
      () => undefined,
    );
  }
  const instanceUrl = (study: string, series: string, instance: string) =>
    `${base}/dicom-web/studies/${study}/series/${series}/instances/${instance}`;
  return {
    version: system.Version,
    store: async (files) => {
      const { status, body } = await stow(`${base}/dicom-web/studies`, files);
      const stored = (body['00081199']?.Value ?? []) as Record<string, { Value?: unknown[] }>[];
      if (status !== 200) throw new Error(`STOW: ${status}`);
      return stored.map((item) => String(item['00081155']?.Value?.[0]));
    },
    retrieve: async (...names) => {
      const [part] = await getParts(instanceUrl(...names), 'application/dicom');
      if (!part) throw new Error('WADO: an empty answer');
      return part.body;
    },
    metadata: async (...names) => (await getJson(`${instanceUrl(...names)}/metadata`))[0] as unknown as Record<string, unknown>,
    stop: () => void server.kill(),
  };
}
