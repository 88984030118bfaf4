import type { Route } from '@playwright/test';
import { expect, test } from '../fixture';
import { installProbe } from '../engine/probe';
import { ISOLATION } from '../engine/worker';

/** What the worker does when a backend fails, with the real runtime and the software adapter. */
test.use({ webgpu: true });

const request = { model: 'tiny-random', sampler: 'euler', evaluations: 3, rows: 32, columns: 48, slices: 1 };
const unavailable = (route: Route) => route.fulfill({ status: 503, headers: ISOLATION });

for (const backend of ['webgpu', 'wasm'] as const) {
  test(`a network that overflows is refused on ${backend}, at the first row`, async ({ page, server }) => {
    const probe = await installProbe(page, server.viewer);
    const where = { webgpu: /OUTPUT_NOT_FINITE: .*row 1 of 3/, wasm: /OUTPUT_NOT_FINITE: .*at pixel \d+ of the estimate/ };
    await expect(probe({ ...request, backend, overflow: true })).rejects.toThrow(where[backend]);
  });
}

test('eight runs of one shape, as eight draws of partial noising are, make one session', async ({ page, server }) => {
  const probe = await installProbe(page, server.viewer);
  const { sessions, backend } = await probe({ ...request, sampler: 'partial-noising', backend: 'webgpu', runs: 8 });
  expect([backend, sessions]).toEqual(['webgpu', 1]);
});

for (const file of ['ort.webgpu.min.mjs', 'ort-wasm-simd-threaded.asyncify.mjs', 'ort-wasm-simd-threaded.asyncify.wasm']) {
  test(`auto falls back to wasm and says so where ${file} is missing; chosen by hand, it is an error`, async ({ page, server }) => {
    const probe = await installProbe(page, server.viewer);
    await page.route(`**/ort/**/${file}*`, unavailable);
    const fallen = await probe({ ...request, backend: 'auto', hardware: true });
    expect(fallen).toMatchObject({
      backend: 'wasm',
      reason: 'WebGPU was tried first, but a file of the runtime could not be loaded',
      failures: [],
    });
    await expect(probe({ ...request, backend: 'webgpu' })).rejects.toThrow(/^[^]*RUNTIME_MISSING: /);
  });
}

// Our own download asks once for each.
for (const [file, times] of [
  ['ort.wasm.min.mjs', 1],
  ['ort-wasm-simd-threaded.mjs', 1],
  ['ort-wasm-simd-threaded.wasm', 1],
] as const) {
  test(`HTTP 503 for ${file} fails one run, and the next one in the same worker works`, async ({ page, server }) => {
    const probe = await installProbe(page, server.viewer);
    await page.route(`**/ort/**/${file}*`, unavailable, { times });
    const reply = await probe({ ...request, backend: 'wasm', tries: 2 });
    expect(reply).toMatchObject({ backend: 'wasm', failures: ['RUNTIME_MISSING'] });
    expect(reply.state.every(Number.isFinite)).toBe(true);
  });
}
