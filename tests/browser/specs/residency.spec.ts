import { expect, test } from '../fixture';
import { installProbe } from '../engine/probe';

/** The state stays on the GPU between rows: 4 and 10 evaluations with a tiny network on the software adapter. */
test.use({ webgpu: true });

const COPIES = ['mapAsync', 'getMappedRange', 'writePicture', 'copyBufferToBuffer', 'createBuffer'] as const;

for (const [sampler, evaluations, model] of [
  ['dpmpp-2m', 4, 'tiny-random'],
  ['dpmpp-2m', 10, 'tiny-random'],
  ['heun', 4, 'tiny-random'],
  ['unipc-2', 4, 'tiny-random'],
  ['ddpm', 4, 'tiny-random'],
  ['dpmpp-sde', 4, 'tiny-random'],
  ['ald', 3, 'tiny-random'],
  ['sde-reverse-diffusion', 4, 'tiny-random'],
  ['repaint', 4, 'tiny-random'],
  // Told the known region, which is uploaded once per slice.
  ['dpmpp-2m', 4, 'drawn-inpaint'],
  ['repaint', 4, 'drawn-inpaint'],
] as const) {
  test(`${sampler} with ${evaluations} steps of ${model}: no readback and no host copy between the first row and the last, equal to wasm`, async ({
    page,
    server,
  }) => {
    const probe = await installProbe(page, server.viewer);
    const request = { model, sampler, evaluations, rows: 48, columns: 32, slices: 2 };
    const gpu = await probe({ ...request, backend: 'webgpu' });
    expect(gpu.backend).toBe('webgpu');
    expect(gpu.calls).toHaveLength(2);
    for (const calls of gpu.calls) for (const name of COPIES) expect([name, calls[name] ?? 0]).toEqual([name, 0]);

    const wasm = await probe({ ...request, backend: 'wasm' });
    const range = Math.max(...wasm.state) - Math.min(...wasm.state);
    const worst = Math.max(...wasm.state.map((v, i) => Math.abs(v - (gpu.state[i] ?? NaN)))) / range;
    console.log(
      `figure: ${sampler}, ${evaluations} steps: readbacks 0, host copies 0, largest difference to wasm ${worst.toExponential(1)} of the range`,
    );
    expect(worst).toBeLessThanOrEqual(1e-4);
  });
}
