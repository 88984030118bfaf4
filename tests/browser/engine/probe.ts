import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Page } from '@playwright/test';
import type { ProbeReply, ProbeRequest } from './probe.worker';
import { ISOLATION, serveWorker } from './worker';

const runtimeFolder = path.dirname(createRequire(import.meta.url).resolve('onnxruntime-web'));
const runtimeVersion = (JSON.parse(readFileSync(path.join(runtimeFolder, '..', 'package.json'), 'utf8')) as { version: string }).version;

/** Puts the probe's worker beside the product's bundle (in this page only) and runs requests in it. */
export async function installProbe(page: Page, viewer: string) {
  await serveWorker(page, 'probe.worker', { ORT_VERSION: JSON.stringify(runtimeVersion) });
  const assetsUrl = new URL('plugins/ohif-diffusion/', viewer).href;
  // A model of the tests that is not part of the product.
  await page.route('**/models/drawn-inpaint/*', (route) =>
    route.fulfill({
      path: path.join('tests/fixtures/drawn-inpaint', path.basename(new URL(route.request().url()).pathname)),
      headers: ISOLATION,
    }),
  );
  // Any page of the origin will do; this one is small, and has the policies of the viewer.
  await page.goto(`${assetsUrl}models/tiny-random/manifest.json`);
  const ownManifest = readFileSync('tests/fixtures/drawn-inpaint/manifest.json');
  const pins = [{ id: 'drawn-inpaint', sha256: createHash('sha256').update(ownManifest).digest('hex') }];
  return (
    request: Omit<ProbeRequest, 'assetsUrl' | 'pins'>,
  ): Promise<Required<Omit<ProbeReply, 'error' | 'state'>> & { state: number[] }> =>
    page.evaluate(
      async (asked) => {
        const worker = new Worker(`${asked.assetsUrl}probe.worker.js`, { type: 'module' });
        const reply = await new Promise<ProbeReply>((resolve, reject) => {
          worker.onmessage = ({ data }: MessageEvent<ProbeReply>) => resolve(data);
          worker.onerror = (event) => reject(new Error(event.message));
          worker.postMessage(asked);
        });
        worker.terminate();
        if (reply.error) throw new Error(reply.error);
        return { ...reply, state: Array.from(reply.state ?? []) } as never;
      },
      { ...request, assetsUrl, pins },
    );
}
