import { restRow, type Row } from '../../../src/diffusion/rows';
import { runReference } from '../../../src/execution/reference';
import { expect, test } from '../fixture';
import { installKernel } from '../engine/kernel';
import type { KernelRequest } from '../engine/kernel.worker';

/** The row kernel on the software adapter, with chosen numbers in the place of a network's output: WGSL that no unit test can run. */
test.use({ webgpu: true });

const [high, low] = [0.5, 0.25];
const evaluation: Row = { evaluateAt: high, sigma: low, a: 0.5, b: [0.5], c: [] };
const last: Row = { evaluateAt: low, sigma: 0, a: 0, b: [1], c: [] };
const start = [0.25, 0.5, 0.75, 1];
const good = [0.1, -0.2, 0.3, -0.4];
const region = { picture: start, mask: [1, 1, 1, 1] };

/** What the rows make of the same numbers on the CPU: D = x − σ·F. */
function reference({ rows, outputs, start: first }: KernelRequest): number[] {
  let evaluations = 0;
  const denoiser = (x: Float64Array, sigma: number) => {
    const f = outputs[evaluations++] ?? [];
    return x.map((value, i) => value - sigma * (f[i] ?? NaN));
  };
  return Array.from(runReference(Float64Array.from(first), rows, denoiser).at(-1) ?? []);
}

const HIDDEN: [string, Row][] = [
  ['without a limit, which the kernel has as ±3.4e38', evaluation],
  ['within a limit', { ...evaluation, limit: { clip: [0, 1] } }],
  ['given no weight', { ...evaluation, a: 1, b: [] }],
  ['under the known region', { ...evaluation, known: { sigma: 0, noise: undefined } }],
  ['in a Langevin step', { ...evaluation, langevin: { strength: 0.1, noise: 3 } }],
];

for (const [name, row] of HIDDEN) {
  test(`a number of the network that is not finite is refused with its row: ${name}`, async ({ page, server }) => {
    const run = await installKernel(page, server.viewer);
    const rows = [restRow(high), row, { ...row, evaluateAt: low }, last];
    const requests = [NaN, Infinity, -Infinity].flatMap((value) =>
      [0, 1, 2].map((place) => {
        const outputs = [0, 1, 2].map((k) => (k === place ? [0.1, -0.2, value, -0.4] : good));
        return { rows, start, outputs, region };
      }),
    );
    const expected = [2, 3, 4].map((number) => ({ code: 'OUTPUT_NOT_FINITE', measured: `row ${number} of 4` }));
    expect(await run(requests)).toEqual([...expected, ...expected, ...expected]);
  });
}

test('a state that outgrows its numbers is refused with its row', async ({ page, server }) => {
  const run = await installKernel(page, server.viewer);
  const rows = [{ ...restRow(low), a: 1e30 }, { ...restRow(low), a: 1e30 }, last];
  const request = { rows, start, outputs: [good] };
  expect(await run([request])).toEqual([{ code: 'OUTPUT_NOT_FINITE', measured: 'row 2 of 3' }]);
});

test('a lane that was refused leaves nothing behind: the next slice is as on the CPU', async ({ page, server }) => {
  const run = await installKernel(page, server.viewer);
  const rows = [evaluation, { ...evaluation, evaluateAt: low, b: [0.75, -0.25], save: true }, { ...last, e: 0.5 }];
  const sound = { rows, start, outputs: [good, good.map((v) => v / 2), good.map((v) => 1 - v)] };
  const bad = { ...sound, outputs: [[NaN, NaN, NaN, NaN], good, good] };
  const [before, refused, after] = await run([sound, bad, sound]);
  expect(refused).toEqual({ code: 'OUTPUT_NOT_FINITE', measured: 'row 1 of 3' });
  expect(after).toEqual(before);
  const state = before && 'state' in before ? before.state : [];
  const worst = Math.max(...reference(sound).map((value, i) => Math.abs(value - (state[i] ?? NaN))));
  expect(worst).toBeLessThan(1e-6);
});
