import type { Pin } from '../../../src/models/pinned';
import { karras } from '../../../src/diffusion/schedules';
import { samplerById } from '../../../src/diffusion/samplers';
import { DiffusionError } from '../../../src/core/errors';
import type { Executor } from '../../../src/execution/Executor';
import { run } from '../../../src/execution/run';
import type { Runtime } from '../../../src/execution/runtime';
import { ofKind } from '../../../src/models/manifest';
import type { BackendPreference } from '../../../extension/worker/settings';
import { makeExecutor } from '../../../extension/worker/backend';
import { fetchManifest, fetchModel } from '../../../extension/worker/modelCache';
import { countWebGpuCalls, since, snapshot } from './counters';

/** Runs rows on a backend inside a worker, as the product does, and reports what the device was asked to do. */
export interface ProbeRequest {
  assetsUrl: string;
  /** Models of the tests that are not part of the product. */
  pins: readonly Pin[];
  model: string;
  backend: BackendPreference;
  sampler: string;
  evaluations: number;
  rows: number;
  columns: number;
  slices: number;
  /** One pixel is so large that the network's numbers overflow; the picture itself is finite. */
  overflow?: boolean;
  /** The software adapter passes for hardware, so that `auto` takes it. */
  hardware?: boolean;
  /** How often the plan is run, each time as a run of its own; 1 without. */
  runs?: number;
  /** How often making an executor is tried; 1 without. */
  tries?: number;
}

export interface ProbeReply {
  state?: Float32Array;
  backend?: string;
  reason?: string;
  /** Codes of the tries that made no executor. */
  failures?: string[];
  /** Sessions that were made after the self-test, by all runs together. */
  sessions?: number;
  /** Calls between the first row and the last, per slice. */
  calls?: Record<string, number>[];
  milliseconds?: number;
  networkMilliseconds?: number;
  error?: string;
}

countWebGpuCalls();

/** A drawn picture with a ramp, rings and a deterministic grain, in intensity units. */
function picture(rows: number, columns: number): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: rows * columns }, (_, i) => {
    const [r, c] = [Math.floor(i / columns) / rows - 0.5, (i % columns) / columns - 0.5];
    return Math.max(0, 0.6 + 0.4 * Math.cos(20 * Math.hypot(r, c)) + 0.1 * Math.sin(12.9898 * i) * Math.cos(78.233 * i));
  });
}

/** How many sessions an executor makes from now on. */
function countSessions(executor: Executor): () => number {
  // The one on WebGPU stands behind the one that takes its place when it is lost.
  const own = executor as unknown as { runtime?: Runtime; current?: { runtime: Runtime } };
  const runtime = own.current?.runtime ?? own.runtime;
  if (!runtime) throw new Error('an executor without a runtime');
  const create = runtime.InferenceSession.create.bind(runtime.InferenceSession);
  let made = 0;
  runtime.InferenceSession.create = (...asked) => {
    made += 1;
    return create(...asked);
  };
  return () => made;
}

async function probe(request: ProbeRequest): Promise<ProbeReply> {
  if (request.hardware) Object.defineProperty(GPUAdapterInfo.prototype, 'isFallbackAdapter', { get: () => false });
  const assets = new URL(request.assetsUrl);
  const models = new URL('models/', assets);
  const model = await fetchModel(models, ofKind(await fetchManifest(models, request.model, { site: request.pins }), 'denoiser'));
  const failures: string[] = [];
  const made = async (): Promise<Executor> => {
    try {
      return await makeExecutor(assets, model, request.backend);
    } catch (error) {
      failures.push(DiffusionError.from(error).code);
      if (failures.length >= (request.tries ?? 1)) throw error;
      return made();
    }
  };
  const executor = await made();
  const sessions = countSessions(executor);
  const sigmas = karras(request.evaluations, 0.005, 0.2);
  const shape = { rows: request.rows, columns: request.columns };
  const start = picture(request.rows, request.columns);
  if (request.overflow) start[start.length >> 1] = 3e38;
  const calls: Record<string, number>[] = [];
  let [before, state] = [snapshot(), start];
  const sampler = samplerById(request.sampler);
  // For inpainting: everything known but a rectangle in the middle, with a soft left edge.
  const mask = start.map((_, i) => {
    const [r, c] = [Math.floor(i / request.columns) / request.rows, (i % request.columns) / request.columns];
    return Math.abs(r - 0.5) > 0.25 || Math.abs(c - 0.5) > 0.25 ? 1 : Math.max(0, 1 - 20 * (c - 0.25));
  });
  const plan = {
    shape,
    seed: 5,
    rows: sampler.rows(sigmas),
    // Each slice at a level of its own, as in CT.
    rowsOf: (index: number) => sampler.rows(karras(request.evaluations, 0.005, 0.2 / (index + 1))),
    order: Array.from({ length: request.slices }, (_, k) => k),
    start: () => start,
    region: () => ({ picture: start, mask }),
  };
  const hooks = {
    signal: new AbortController().signal,
    pause: () => Promise.resolve(),
    onStep: ({ stepsDone }: { stepsDone: number }) => {
      if (stepsDone === 1) before = snapshot();
      if (stepsDone === plan.rows.length) calls.push(since(before));
    },
    onSlice: (_: number, finished: Float32Array) => void (state = finished.slice()),
  };
  await run({ ...plan, order: [0] }, executor, hooks); // first run: pools, pipelines, recording
  calls.length = 0;
  const [started, network] = [performance.now(), executor.networkMilliseconds()];
  for (let k = 0; k < (request.runs ?? 1); k++) await run({ ...plan, seed: plan.seed + k }, executor, hooks);
  const reply = {
    state,
    backend: executor.describe().used,
    reason: executor.describe().reason,
    failures,
    sessions: sessions(),
    calls,
    milliseconds: performance.now() - started,
    networkMilliseconds: executor.networkMilliseconds() - network,
  };
  await executor.dispose();
  return reply;
}

self.onmessage = ({ data }: MessageEvent<ProbeRequest>) => {
  void probe(data)
    .catch((error: unknown): ProbeReply => {
      const { code, message, cause } = DiffusionError.from(error);
      return { error: `${code}: ${message}, ${String(cause)}` };
    })
    .then((reply) => self.postMessage(reply));
};
