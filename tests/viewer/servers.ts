import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RequestHandler } from 'express';
import { demoStudies } from '../../viewer/demoStudies';
import { dicomweb } from '../../viewer/dicomweb';
import { InstanceStore } from '../../viewer/dicomweb/instanceStore';
import { listen, viewerApp } from '../../viewer/server';

/** UIDs of the demo study, as its files have them. */
export const demo = {
  study: '0.0.0.0.2.8811.20010413115754.12432',
  series: '0.0.0.0.3.8811.2.20010413115754.12432',
  firstInstance: '0.0.0.0.1.8811.2.1.20010413115754.12432',
} as const;

export const flairStudy = '2.25.199917126191736259733260589866901453579';

const [demoFolder = ''] = demoStudies();

/** Whole file of a demo slice, 1 to 20. */
export function demoFile(number: number): Promise<Buffer> {
  return readFile(join(demoFolder, `brain_${String(number).padStart(3, '0')}.dcm`));
}

/** A demo slice under other UIDs of the same length; only letters of the header change. */
export async function demoCopy(number: number, prefix: string): Promise<Buffer> {
  const text = (await demoFile(number)).toString('latin1');
  return Buffer.from(text.replaceAll('0.0.0.0.', prefix), 'latin1');
}

export interface RunningViewer {
  readonly url: string;
  /** Where stored objects lie. */
  readonly storeFolder: string;
  readonly stop: () => Promise<void>;
}

export interface ViewerSettings {
  readonly folders?: readonly string[];
  readonly storeFolder?: string;
  readonly isolation?: boolean;
  /** In place of the embedded DICOMweb server. */
  readonly handler?: RequestHandler;
  readonly pacsUrl?: string;
  /** What the server believes to listen on; it is 127.0.0.1. */
  readonly host?: string;
  readonly allowedHosts?: readonly string[];
}

/** The viewer's server on a free port, over a site and a bundle of a few bytes each. */
export async function startViewer(settings: ViewerSettings = {}): Promise<RunningViewer> {
  const work = await mkdtemp(join(tmpdir(), 'viewer-test-'));
  const ohifFolder = join(work, 'ohif');
  const pluginFolder = join(work, 'esm');
  const storeFolder = settings.storeFolder ?? join(work, 'stow');
  await mkdir(join(pluginFolder, 'models'), { recursive: true });
  await mkdir(ohifFolder);
  await writeFile(join(work, 'secret.txt'), 'not served');
  await writeFile(join(ohifFolder, 'index.html'), '<!doctype html><title>viewer</title><script>window.PUBLIC_URL="/"</script>');
  await writeFile(join(ohifFolder, 'app-config.js'), 'window.config = "published default"');
  await writeFile(join(ohifFolder, 'app.bundle.js'), 'let a = 1;'.repeat(1000));
  await writeFile(join(ohifFolder, 'codec.wasm'), Buffer.alloc(4000));
  await writeFile(join(pluginFolder, 'extension.js'), 'export default { id: "ohif-extension-diffusion" };');
  await writeFile(join(pluginFolder, 'models', 'restore.onnx'), Buffer.alloc(3000, 7));

  const { store } = await InstanceStore.open({ folders: settings.folders ?? [demoFolder], storeFolder, root: '/dicomweb' });
  const app = viewerApp({
    ohifFolder,
    pluginFolder,
    dicomweb: settings.handler ?? dicomweb(store),
    pacsUrl: settings.pacsUrl,
    host: settings.host ?? '127.0.0.1',
    allowedHosts: settings.allowedHosts,
    isolation: settings.isolation ?? true,
  });
  const { server, port } = await listen(app, 0, '127.0.0.1');
  return {
    url: `http://127.0.0.1:${port}`,
    storeFolder,
    stop: async () => {
      await close(server);
      await rm(work, { recursive: true });
    },
  };
}

export async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
