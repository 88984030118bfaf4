import type { Route } from '@playwright/test';
import { HURRY } from '../faults/Desk';
import { fault, expect } from '../faults/fixture';
import { ISOLATION } from '../engine/worker';

/** The script of the worker, and the files of the runtime: each missing, cut, or never there. None of it asks for a reload. */

const gone = (route: Route) => route.fulfill({ status: 404, headers: ISOLATION });
const never = () => Promise.resolve();
const cut = async (route: Route) => {
  const response = await route.fetch();
  const body = await response.body();
  await route.fulfill({ response, body: body.subarray(0, body.length >> 1) });
};

const LOADED = /^The part of the viewer that computes could not be loaded/;
const told = (what: string) => new RegExp(`${LOADED.source} \\(found the worker script: ${what}\\)\\.Try again;`);

for (const [what, handler, found] of [
  ['404', gone, 'HTTP 404'],
  ['cut', cut, 'an error in it'],
] as const)
  fault(`worker script ${what}`, `“could not be loaded (${found})”, Try again works`, async (desk) => {
    await desk.breaks('**/diffusion.worker.js', handler);
    await desk.begin({}, false);
    await desk.says('ENGINE_MISSING', told(found));
    await expect(desk.denoise).toBeDisabled();
    await desk.mend();
    await desk.retry.click();
    await expect(desk.error).toHaveCount(0);
  });

fault('worker script offline', '“could not be loaded (no answer from the server)”, Try again works', async (desk) => {
  await desk.breaks('**/diffusion.worker.js', (route) => route.abort('connectionrefused'));
  await desk.begin({}, false);
  await desk.says('ENGINE_MISSING', told('no answer from the server'));
  await desk.mend();
  await desk.retry.click();
});

fault('worker that throws as it starts', '“could not be loaded (an error in it)”, Try again works', async (desk) => {
  await desk.begin({ before: 'throw new Error("at start");' }, false);
  await desk.says('ENGINE_MISSING', told('an error in it'));
  await desk.mend();
  await desk.retry.click();
});

const FILES = [
  ['runtime script', 'ort.wasm.min.mjs'],
  ['runtime glue', 'ort-wasm-simd-threaded.mjs'],
  ['runtime wasm', 'ort-wasm-simd-threaded.wasm'],
] as const;

const FAILED = 'A file of the runtime could not be loaded';
const runtime = (file: string, why: string) =>
  new RegExp(`${FAILED} \\(found ${file.replaceAll('.', '\\.')}${why}\\)\\.Run again; if it happens once more`);

for (const [name, file] of FILES) {
  fault(`${name} 404`, `“${FAILED}: HTTP 404”, the next run works`, async (desk) => {
    await desk.breaks(`**/ort/**/${file}*`, gone);
    await desk.begin();
    await desk.denoise.click();
    await desk.says('RUNTIME_MISSING', runtime(file, ': HTTP 404'));
  });

  fault(`${name} cut`, `“${FAILED}”, the next run works`, async (desk) => {
    await desk.breaks(`**/ort/**/${file}*`, cut);
    await desk.begin();
    await desk.denoise.click();
    await desk.says('RUNTIME_MISSING', new RegExp(`${FAILED} \\(found ort`));
  });

  fault(`${name} that never comes`, `“${FAILED}: nothing came for 30 s”, the next run works`, async (desk) => {
    await desk.breaks(`**/ort/**/${file}*`, never);
    await desk.begin({ before: HURRY });
    await desk.denoise.click();
    await desk.says('RUNTIME_MISSING', runtime(file, ': nothing came for 30 s'));
  });
}

fault('runtime wasm that comes late', 'the run waits', async (desk) => {
  await desk.breaks('**/ort/**/ort-wasm-simd-threaded.wasm*', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await route.continue();
  });
  await desk.begin({ before: HURRY });
  await desk.works();
});
