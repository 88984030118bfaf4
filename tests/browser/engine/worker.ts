import type { Page } from '@playwright/test';
import { build } from 'esbuild';

/** A page with COEP runs only scripts that have these headers too. */
export const ISOLATION = { 'Cross-Origin-Embedder-Policy': 'require-corp', 'Cross-Origin-Resource-Policy': 'same-origin' };

/** Puts a worker of the tests beside the product's bundle, in this page only. */
export async function serveWorker(page: Page, name: string, define: Record<string, string> = {}): Promise<void> {
  const bundle = await build({ entryPoints: [`tests/browser/engine/${name}.ts`], bundle: true, write: false, format: 'esm', define });
  const body = bundle.outputFiles[0]?.text ?? '';
  await page.route(`**/${name}.js`, (route) => route.fulfill({ body, contentType: 'text/javascript', headers: ISOLATION }));
}
