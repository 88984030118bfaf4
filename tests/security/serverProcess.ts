import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type StoreAnswer } from '../viewer/dicomClient';
import type { DicomJson } from '../../viewer/dicomweb/dicomJson';

const here = dirname(fileURLToPath(import.meta.url));

/** The embedded DICOMweb server in a process of its own: what kills it kills no test. */
export interface ServerProcess {
  /** Of DICOMweb. */
  readonly url: string;
  readonly storeFolder: string;
  /** What it has said of the files that it found. */
  readonly said: string;
  readonly pid: number | undefined;
  /** Whether it runs. */
  alive(): boolean;
  /** Most memory that it had, in MB. */
  peakMegabytes(): Promise<number>;
  stop(): Promise<void>;
}

/** @param setUp what lies in the store's folder when the server starts @param limit of each file that it writes, in bytes */
export async function startProcess({
  setUp = () => Promise.resolve(),
  limit,
}: { setUp?: (storeFolder: string) => Promise<void>; limit?: number } = {}): Promise<ServerProcess> {
  const work = await mkdtemp(join(tmpdir(), 'server-process-'));
  const storeFolder = join(work, 'store');
  await setUp(storeFolder);
  const script = join(here, 'embeddedServer.ts');
  const node = ['--import', 'tsx', script, storeFolder];
  const child =
    limit === undefined
      ? spawn(process.execPath, node)
      : spawn('bash', ['-c', `ulimit -f ${limit / 1024}; trap '' XFSZ; exec "$@"`, 'bash', process.execPath, ...node]);
  let said = '';
  let errors = '';
  child.stderr.on('data', (piece: Buffer) => (errors += String(piece)));
  const port = await new Promise<string>((resolve, reject) => {
    child.once('exit', () => reject(new Error(`the server ended: ${errors}`)));
    child.stdout.on('data', (piece: Buffer) => {
      said += String(piece);
      const told = /port: (\d+)/.exec(said)?.[1];
      if (told !== undefined) resolve(told);
    });
  });
  return {
    url: `http://127.0.0.1:${port}/dicomweb`,
    ...{ storeFolder, said, pid: child.pid },
    alive: () => child.exitCode === null && child.signalCode === null,
    peakMegabytes: async () => Number(/VmHWM:\s+(\d+)/.exec(await readFile(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1024,
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
      await rm(work, { recursive: true, force: true });
    },
  };
}

const BOUNDARY = 'a-boundary-of-a-test';
export const MULTIPART = `multipart/related; type="application/dicom"; boundary=${BOUNDARY}`;

/** A store request's body. */
export const bodyOf = (...files: readonly Uint8Array[]): Buffer =>
  Buffer.concat([
    ...files.flatMap((file) => [Buffer.from(`\r\n--${BOUNDARY}\r\nContent-Type: application/dicom\r\n\r\n`), file]),
    Buffer.from(`\r\n--${BOUNDARY}--\r\n`),
  ]);

/** What it answers to a body, as it is. */
export async function send(
  server: ServerProcess,
  body: string | Uint8Array | ReadableStream,
  headers: Record<string, string> = {},
): Promise<{ status: number; text: string; headers: Headers }> {
  const response = await fetch(`${server.url}/studies`, {
    method: 'POST',
    headers: { 'content-type': MULTIPART, ...headers },
    body: body as BodyInit,
    ...(body instanceof ReadableStream && { duplex: 'half' }),
  });
  return { status: response.status, text: await response.text(), headers: response.headers };
}

export async function store(server: ServerProcess, ...files: readonly Uint8Array[]): Promise<StoreAnswer> {
  const { status, text } = await send(server, bodyOf(...files));
  return { status, body: JSON.parse(text) as DicomJson };
}
