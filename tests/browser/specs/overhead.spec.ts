import { expect, test } from '../fixture';
import { installProbe } from '../engine/probe';

for (const evaluations of [4, 10]) {
  test(`the engine adds at most 10 % to the network on wasm with ${evaluations} evaluations (shipped model, 256 × 256)`, async ({
    page,
    server,
  }) => {
    const probe = await installProbe(page, server.viewer);
    const request = {
      model: 'mr-brain-restore',
      backend: 'wasm',
      sampler: 'dpmpp-2m',
      evaluations,
      rows: 256,
      columns: 256,
      slices: 1,
    } as const;
    const { milliseconds, networkMilliseconds } = await probe(request);
    const share = (milliseconds - networkMilliseconds) / milliseconds;
    const each = (networkMilliseconds / evaluations).toFixed(0);
    console.log(
      `figure: ${evaluations} evaluations: overhead ${(100 * share).toFixed(1)} % of ${milliseconds.toFixed(0)} ms, ${each} ms per evaluation`,
    );
    expect(share).toBeLessThanOrEqual(0.1);
  });
}
