import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express, { raw, type Request, type Response } from 'express';
import { archiveAt, type Archive } from '../../src/archive/Archive';
import { contentTypeParameter, parseMultipart } from '../../src/archive/multipart';
import { dicomweb } from '../../viewer/dicomweb';
import { InstanceStore } from '../../viewer/dicomweb/instanceStore';
import { close } from '../viewer/servers';

/** One request that was made of the archive, from 1 per kind. */
export interface Met {
  kind: 'store' | 'search' | 'retrieve';
  number: number;
  request: Request;
  response: Response;
  /** Of a store request: the objects in it. */
  files: Buffer[];
  /** Stores objects without a word. */
  keep: (files: readonly Uint8Array[]) => Promise<void>;
}
/** What goes wrong with a request: true where it was dealt with, false where it goes on to the archive. */
export type Fault = (met: Met) => boolean | Promise<boolean>;

export interface FaultyArchive {
  archive: Archive;
  /** How often each kind was asked for. */
  asked: Record<Met['kind'], number>;
  /** Objects that came in, in their order, by SOP Instance UID. */
  sent: string[];
  store: InstanceStore;
  held(sopInstanceUid: string): Promise<Buffer | undefined>;
  stop(): Promise<void>;
}

const SOP_INSTANCE_UID = /\x08\x00\x18\x00UI..([\d.]+)/s;
export const uidOf = (file: Uint8Array) => SOP_INSTANCE_UID.exec(Buffer.from(file).toString('latin1'))?.[1] ?? '';

/** The viewer's own archive, in this process, behind a proxy that can go wrong. @param cut how many store requests are cut off while they come in */
export async function faultyArchive(fault: Fault, { patience = 60_000, port = 0, cut = 0 } = {}): Promise<FaultyArchive> {
  const storeFolder = await mkdtemp(join(tmpdir(), 'faulty-archive-'));
  const { store } = await InstanceStore.open({ folders: [], storeFolder, root: '/dicom-web' });
  const asked = { store: 0, search: 0, retrieve: 0 };
  const sent: string[] = [];
  const app = express();
  app.post('/dicom-web/studies', (request, _response, next) => {
    if (cut-- > 0) request.once('data', () => request.socket.destroy());
    else next();
  });
  app.post('/dicom-web/studies', raw({ type: () => true, limit: '1gb' }));
  app.use('/dicom-web', async (request, response, next) => {
    const kind = request.method === 'POST' ? 'store' : /\/instances\/[\d.]+(\/metadata)?$/.test(request.path) ? 'retrieve' : 'search';
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const boundary = contentTypeParameter(request.headers['content-type'] ?? '', 'boundary');
    const files = kind === 'store' && boundary ? parseMultipart(body, boundary).map((part) => part.body) : [];
    sent.push(...files.map(uidOf));
    const keep = async (some: readonly Uint8Array[]) => {
      for (const file of some) await store.add(file);
    };
    if (!(await fault({ kind, number: ++asked[kind], request, response, files, keep }))) next();
  });
  app.use('/dicom-web', dicomweb(store));
  const server: Server = createServer(app);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/dicom-web`;
  return {
    archive: archiveAt(address, { patience }),
    ...{ asked, sent, store },
    held: async (sopInstanceUid) => {
      const [instance] = store.find({ sopInstanceUid });
      return instance && readFile(instance.file);
    },
    stop: async () => {
      await close(server);
      await rm(storeFolder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
