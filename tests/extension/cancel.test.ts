import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createEngine } from '../../extension/worker/client';
import type { EngineEvents, RunEvents, RunOrder, RunRequest } from '../../extension/worker/protocol';
import type { RunSettings } from '../../extension/worker/settings';

const settings: RunSettings = { modelId: 'm', backend: 'wasm', strength: 1, steps: 1, sampler: '', seed: 1, samples: 1, turns: 1 };
const grid = { rows: 1, columns: 1, spacing: [1, 1, 1], modality: 'MR', units: 'arbitrary' } as const;
const request: RunRequest = {
  jobId: 'job-1',
  task: 'denoise',
  volume: { ...grid, slices: [], axes: undefined },
  visibleSlice: 0,
  settings,
};
const deaf: EngineEvents = { onProgress: () => undefined, onSlice: () => undefined };

describe('a cancel before the worker is up', () => {
  let server: Server;
  let asked = 0;
  beforeAll(async () => {
    // The worker's script is on its way for as long as the test lasts.
    server = createServer(() => (asked += 1));
    await new Promise<void>((resolve) => server.listen(0, resolve));
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  it('ends its run at once, and no other', async () => {
    const engine = createEngine(`http://localhost:${(server.address() as AddressInfo).port}/`);
    const ends: string[] = [];
    const end = (name: string) => (error: Error & { code?: string }) => void ends.push(`${name} ${error.code}`);
    const run = engine.run(request, deaf).catch(end('job-1'));
    void engine.run({ ...request, jobId: 'job-2' }, deaf).catch(end('job-2'));
    while (asked === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    engine.cancel('job-1');
    await run;
    expect(ends).toEqual(['job-1 CANCELLED']);
    expect(asked).toBe(1);
    engine.dispose();
  });
});

describe('a cancel that overtakes its run on the way to the worker', () => {
  it('is remembered there, for that run alone', async () => {
    Object.assign(globalThis, { ORT_VERSION: '0', WORKBENCH_VERSION: '0' });
    const { Engine } = await import('../../extension/worker/engine');
    const engine = new Engine();
    const order: RunOrder = { jobId: 'job-1', task: 'denoise', grid: { ...grid, axes: undefined }, slices: 0, visibleSlice: 0, settings };
    const told: string[] = [];
    const events: RunEvents = { ...deaf, onProgress: ({ stage }) => void told.push(stage), source: () => [] };
    await engine.cancel('job-1');
    expect(await engine.run(order, events)).toMatchObject({ ok: false, error: { code: 'CANCELLED' } });
    expect(told).toEqual([]);
    // The next one goes on to where it finds that the engine was asked for nothing yet.
    expect(await engine.run({ ...order, jobId: 'job-2' }, events)).toMatchObject({ ok: false, error: { code: 'INTERNAL' } });
  });
});
