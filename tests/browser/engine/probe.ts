import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { build } from 'esbuild';
import type { ProbeReply, ProbeRequest } from './probe.worker';

const runtimeFolder = path.dirname(createRequire(import.meta.url).resolve('onnxruntime-web'));
const runtimeVersion = (JSON.parse(readFileSync(path.join(runtimeFolder, '..', 'package.json'), 'utf8')) as { version: string }).version;

/** Puts the probe's worker beside the product's bundle (in this page only) and runs requests in it. */
export async function installProbe(page: Page, viewer: string) {
  const bundle = await build({
    entryPoints: ['tests/browser/engine/probe.worker.ts'],
    bundle: true,
    write: false,
    format: 'esm',
    define: { ORT_VERSION: JSON.stringify(runtimeVersion) },
  });
  const script = bundle.outputFiles[0]?.text ?? '';
  const assetsUrl = new URL('plugins/ohif-diffusion/', viewer).href;
  const isolation = { 'Cross-Origin-Embedder-Policy': 'require-corp', 'Cross-Origin-Resource-Policy': 'same-origin' };
  await page.route('**/probe.worker.js', (route) => route.fulfill({ body: script, contentType: 'text/javascript', headers: isolation }));
  // A model of the tests that is not part of the product.
  await page.route('**/models/drawn-inpaint/*', (route) =>
    route.fulfill({
      path: path.join('tests/fixtures/drawn-inpaint', path.basename(new URL(route.request().url()).pathname)),
      headers: isolation,
    }),
  );
  // Any page of the origin will do; this one is small, and has the policies of the viewer.
  await page.goto(`${assetsUrl}models/tiny-random/manifest.json`);
  return (request: Omit<ProbeRequest, 'assetsUrl'>): Promise<Required<Omit<ProbeReply, 'error' | 'state'>> & { state: number[] }> =>
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
      { ...request, assetsUrl },
    );
}
