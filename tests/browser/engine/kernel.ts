import type { Page } from '@playwright/test';
import type { KernelReply, KernelRequest } from './kernel.worker';
import { serveWorker } from './worker';

/** Runs requests one after the other on one lane, in a worker of a page of the viewer's origin. */
export async function installKernel(page: Page, viewer: string) {
  const assetsUrl = new URL('plugins/ohif-diffusion/', viewer).href;
  await serveWorker(page, 'kernel.worker');
  await page.goto(`${assetsUrl}models/tiny-random/manifest.json`);
  return (requests: KernelRequest[]): Promise<KernelReply> =>
    page.evaluate(
      async ([url, asked]) => {
        const worker = new Worker(url, { type: 'module' });
        const reply = await new Promise<{ value?: KernelReply; error?: string }>((resolve, reject) => {
          worker.onmessage = ({ data }: MessageEvent<{ value?: KernelReply; error?: string }>) => resolve(data);
          worker.onerror = (event) => reject(new Error(event.message));
          worker.postMessage(asked);
        });
        worker.terminate();
        if (!reply.value) throw new Error(reply.error);
        return reply.value;
      },
      [`${assetsUrl}kernel.worker.js`, requests] as const,
    );
}
