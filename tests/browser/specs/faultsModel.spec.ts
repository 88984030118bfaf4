import { readFileSync } from 'node:fs';
import type { Route } from '@playwright/test';
import { HURRY, type Desk } from '../faults/Desk';
import { keptElsewhere } from '../faults/externalData';
import { fault, expect } from '../faults/fixture';
import { ISOLATION } from '../engine/worker';

/** The model's file and its description, and the browser's stores. */

const MODEL = '**/tiny-random/model.onnx*';
const MANIFEST = '**/tiny-random/manifest.json';
const bytes = readFileSync('models/tiny-random/model.onnx');
const manifest = JSON.parse(readFileSync('models/tiny-random/manifest.json', 'utf8')) as { parameterisation: { sigmaData: number } };
const elsewhere = { ...manifest, parameterisation: { kind: 'edm', sigmaData: 3 * manifest.parameterisation.sigmaData } };
const answer = (body: Buffer | string) => (route: Route) => route.fulfill({ body, headers: ISOLATION });

/** A click with nothing in the browser's cache. */
async function click(desk: Desk, before = ''): Promise<void> {
  await desk.forgetModels();
  await desk.begin({ before });
  await desk.denoise.click();
}

const ALTERED = 'The model file is not the one its description names, so it was not used';

fault('model file 404', '“The model could not be fetched (HTTP 404)”, the next run works', async (desk) => {
  await desk.breaks(MODEL, (route) => route.fulfill({ status: 404, headers: ISOLATION }));
  await click(desk);
  await desk.says('MODEL_MISSING', /The model could not be fetched \(found tiny-random: HTTP 404\)\./);
});

fault('model file cut', `“${ALTERED}” with both sizes`, async (desk) => {
  await desk.breaks(MODEL, answer(bytes.subarray(0, 30_000)));
  await click(desk);
  await desk.says('MODEL_ALTERED', new RegExp(`${ALTERED} \\(found tiny-random: 30000 bytes, allowed 78392 bytes\\)\\.`));
});

fault('model file altered by one bit', `“${ALTERED}” with both hashes`, async (desk) => {
  await desk.breaks(MODEL, answer(Buffer.from(bytes.map((byte, i) => (i === 50_000 ? byte ^ 1 : byte)))));
  await click(desk);
  await desk.says('MODEL_ALTERED', new RegExp(`${ALTERED} \\(found tiny-random: SHA-256 [0-9a-f]{12}…, allowed 21e2a79cf7ca…\\)\\.`));
});

fault('model file swapped with another model', `“${ALTERED}”`, async (desk) => {
  await desk.breaks(MODEL, answer(readFileSync('models/brain-mask/model.onnx')));
  await click(desk);
  await desk.says('MODEL_ALTERED', new RegExp(`${ALTERED} \\(found tiny-random: 657714 bytes`));
});

fault('model that keeps weights in another file', '“The model could not be started”', async (desk) => {
  const elsewhere = keptElsewhere();
  await desk.breaks(MODEL, answer(elsewhere.bytes));
  await desk.breaks(MANIFEST, answer(elsewhere.manifest));
  await click(desk);
  await desk.says('MODEL_RUNTIME', /The model could not be started \(found tiny-random: it keeps weights in another file\)\./);
  await desk.mend();
  await desk.begin();
});

fault('model file that never comes', '“could not be fetched (nothing came for 30 s)”, the next run works', async (desk) => {
  await desk.breaks(MODEL, () => Promise.resolve());
  await click(desk, HURRY);
  await desk.says('MODEL_MISSING', /could not be fetched \(found tiny-random: nothing came for 30 s\)\./);
});

for (const [what, handler, code, text] of [
  ['404', (route: Route) => route.fulfill({ status: 404, headers: ISOLATION }), 'MODEL_MISSING', /fetched \(found tiny-random: HTTP 404\)/],
  ['cut', answer('{"schema": 1, "id": "tiny-ra'), 'MODEL_MANIFEST', /not valid \(found tiny-random: the manifest is not JSON\)/],
  [
    'altered',
    answer(JSON.stringify(elsewhere)),
    'MODEL_UNPINNED',
    /trusts, .*\(found tiny-random: manifest\.json with SHA-256 [0-9a-f]{12}…/,
  ],
  ['without an end', answer(' '.repeat(2 ** 20 + 1)), 'MODEL_MISSING', /fetched \(found tiny-random: (1048577|more than 1048576) bytes\)/],
  ['of something else', answer('{"schema": 1, "id": "tiny-random"}'), 'MODEL_MANIFEST', /not valid \(found tiny-random: /],
] as const)
  fault(`model description ${what}`, 'the button says why, Try again works without a reload', async (desk) => {
    await desk.breaks(MANIFEST, handler);
    await desk.begin({}, false);
    await expect(desk.reason).toHaveAttribute('data-code', code);
    await expect(desk.reason).toHaveText(text);
    await expect(desk.denoise).toBeDisabled();
    await desk.mend();
    await desk.retry.click();
    await expect(desk.denoise).toBeEnabled();
  });

const NO_CACHE = 'Object.defineProperty(self, "caches", { value: undefined });';
const THROWS = 'Object.defineProperty(self, "caches", { get() { throw new DOMException("denied", "SecurityError"); } });';
const BROKEN =
  'for (const name of ["match", "put", "delete"]) Cache.prototype[name] = () => Promise.reject(new DOMException("gone", "UnknownError"));';
const FULL = 'Cache.prototype.put = () => Promise.reject(new DOMException("full", "QuotaExceededError"));';

for (const [what, before] of [
  ['browser without a cache', NO_CACHE],
  ['browser that denies its cache', THROWS],
  ['browser whose cache is broken', BROKEN],
  ['storage of the browser full', FULL],
] as const)
  fault(what, 'the model is fetched, the run works', async (desk) => {
    await desk.forgetModels();
    await desk.begin({ before });
    await desk.works();
  });

fault('model in the cache altered', 'it is fetched anew, the run works', async (desk) => {
  await desk.begin();
  await desk.works();
  await desk.page.evaluate(async () => {
    const cache = await caches.open('ohif-diffusion-models');
    for (const request of await cache.keys()) await cache.put(request, new Response(new Uint8Array(78392)));
  });
  await desk.begin();
  await desk.works();
});

for (const [what, name] of [
  ['session storage denied', 'SecurityError'],
  ['session storage full', 'QuotaExceededError'],
] as const)
  fault(
    what,
    'the run works, only its settings are not kept',
    async (desk) => {
      await desk.page.evaluate((error) => {
        const real = Object.getOwnPropertyDescriptor(Storage.prototype, 'setItem');
        Storage.prototype.setItem = () => {
          throw new DOMException('no', error);
        };
        Object.assign(window, { mendStorage: () => Object.defineProperty(Storage.prototype, 'setItem', real ?? {}) });
      }, name);
      await desk.begin();
      await desk.works();
      await desk.page.evaluate(() => (window as unknown as { mendStorage(): void }).mendStorage());
    },
    'done',
  );
