import * as Comlink from 'comlink';
import { DiffusionError } from '../../src/core/errors';
import { chooseBackend } from '../../src/execution/choose';
import type { Executor } from '../../src/execution/Executor';
import type { Network } from '../../src/execution/network';
import { eachOf, type Lacking, modelsDoing, type Pin } from '../../src/models/pinned';
import type { Manifest, OnceManifest, SampledManifest } from '../../src/models/manifest';
import { TASKS } from '../../src/tasks';
import { runTask } from '../../src/tasks/runTask';
import type { Context, Outcome, Progress } from '../../src/tasks/Task';
import { structuredRemoval } from '../../src/results/difference';
import { beforeAfter } from '../../src/results/measure';
import { adapterFacts, cpuBackend, makeExecutor, makeNetwork, ORT, threads } from './backend';
import { HeldSlices } from './HeldSlices';
import { fetchManifest, fetchModel } from './modelCache';
import { OpenModels } from './openModels';
import type { EngineApi, MeasureRequest, Readings, Reply, RunEvents, RunOrder } from './protocol';
import type { BackendPreference, EngineStatus } from './settings';

declare const WORKBENCH_VERSION: string;

/** A turn of the event loop: a message posted to ourselves comes behind a cancel that is already waiting, and is not throttled as timers are. */
function pause(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}

async function reply<T>(work: () => Promise<T>): Promise<Reply<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (thrown) {
    return { ok: false, error: DiffusionError.from(thrown).toData() };
  }
}

/** A picture in which nothing can be measured is no failure of the result. */
function ifReadable<T>(measure: () => T): T | undefined {
  try {
    return measure();
  } catch (thrown) {
    if (thrown instanceof DiffusionError) return undefined;
    throw thrown;
  }
}

/** What a device or a session that is trusted no longer has answered. */
const UNSOUND = /^(DEVICE_LOST|GPU_MEMORY|MODEL_RUNTIME|OUTPUT_\w+)$/;

/** The worker's side of the protocol: one instance per worker, one job at a time. */
export class Engine implements EngineApi {
  private assetsUrl: URL | undefined;
  private readonly manifests = new Map<string, Manifest>();
  private lacking: Lacking[] = [];
  private pins: readonly Pin[] = [];
  private readonly open = new OpenModels();
  private readonly running = new Map<string, AbortController>();
  /** Runs that were cancelled before they arrived. */
  private readonly cancelled = new Set<string>();

  status(
    assetsUrl: string,
    modelIds: string[],
    backend: BackendPreference,
    signed?: () => void,
    pins: readonly Pin[] = [],
  ): Promise<Reply<EngineStatus>> {
    return reply(async () => {
      this.assetsUrl = new URL(assetsUrl);
      this.pins = pins;
      // All at once: a server that does not answer is waited for once.
      const fetched = (id: string) => fetchManifest(this.modelsUrl(), id, { site: pins, signed });
      const { manifests, lacking } = await eachOf([...new Set(modelIds)], fetched);
      manifests.forEach((manifest) => this.manifests.set(manifest.id, manifest));
      this.lacking = lacking;
      return {
        models: manifests.map((manifest) => ({ id: manifest.id, label: manifest.label, manifest })),
        problems: lacking.map(({ id, error }) => ({ ...error, id })),
        backend: chooseBackend(backend, await adapterFacts(), threads()),
      };
    });
  }

  run(order: RunOrder, events: RunEvents): Promise<Reply<Outcome>> {
    return reply(async () => {
      if (this.cancelled.delete(order.jobId)) throw new DiffusionError('CANCELLED');
      if (this.running.size > 0) throw new DiffusionError('ALREADY_RUNNING');
      const abort = new AbortController();
      this.running.set(order.jobId, abort);
      const delivered: Promise<void>[] = [];
      try {
        const { task, slices: count, visibleSlice: first, settings, ...rest } = order;
        const manifest = await this.manifestOf(settings.modelId);
        // Each picture becomes a series of its own.
        const asked = { ...rest, manifest, count, first, settings, each: true };
        const outcome = await runTask(TASKS[task], asked, this.contextOf(order, events, abort.signal, delivered));
        // Slices travel on a port of their own, which keeps no order with the reply: wait until the page has them all.
        await Promise.all(delivered);
        return outcome;
      } catch (error) {
        if (error instanceof DiffusionError && UNSOUND.test(error.code)) this.open.forget();
        throw error;
      } finally {
        this.running.delete(order.jobId);
      }
    });
  }

  measure({ source, result, numbers }: MeasureRequest): Promise<Reply<Readings>> {
    return reply(() =>
      Promise.resolve({
        quality: ifReadable(() => beforeAfter(source, result)),
        removal: ifReadable(() => structuredRemoval(source, result, numbers)),
      }),
    );
  }

  cancel(jobId: string): Promise<void> {
    const run = this.running.get(jobId);
    if (run) run.abort();
    else this.cancelled.add(jobId);
    return Promise.resolve();
  }

  /** A sign of life for the run at work. */
  private told: () => void = () => undefined;

  private contextOf(
    { slices, settings, slabSlices = slices }: RunOrder,
    events: RunEvents,
    signal: AbortSignal,
    delivered: Promise<void>[],
  ): Context {
    // Comlink's proxy answers with a promise.
    const ask = (indices: number[]) => Promise.resolve(events.source(indices));
    let last: Progress = { stage: 'model', slicesDone: 0, slices, stepsDone: 0, steps: 1, fraction: 0, secondsLeft: NaN };
    let executor: Executor | undefined;
    let standing: (() => Outcome) | undefined;
    // An executor outlives the run that it was made for, and has to tell whoever waits now.
    this.told = () => events.onProgress(last);
    const signed = () => this.told();
    signed();
    return {
      signal,
      pause,
      slices: new HeldSlices(slices, ask),
      held: slabSlices,
      models: (task) => Promise.resolve().then(() => modelsDoing([...this.manifests.values()], this.lacking, task)),
      executor: async (manifest) => (executor = await this.executorFor(manifest, settings.backend, signed)),
      network: (manifest) => this.networkFor(manifest, signed),
      cpu: cpuBackend(settings.backend),
      // Where a device is lost the backend changes on the way.
      tell: (progress) => events.onProgress((last = { ...last, ...progress, ...(executor && { backend: executor.describe() }) })),
      hand: (slice) => {
        const buffers = Object.values(slice.layers).map(({ buffer }) => buffer as ArrayBuffer);
        delivered.push(Promise.resolve(events.onSlice(Comlink.transfer(slice, buffers), standing?.())));
      },
      standing: (now) => (standing = now),
      versions: () => ({ workbench: WORKBENCH_VERSION, onnxruntime: ORT }),
    };
  }

  private async manifestOf(id: string): Promise<Manifest> {
    return this.manifests.get(id) ?? (await fetchManifest(this.modelsUrl(), id, { site: this.pins }));
  }

  private executorFor(manifest: SampledManifest, backend: BackendPreference, signed: () => void): Promise<Executor> {
    return this.open.executorFor(`${manifest.id} ${manifest.file.sha256} ${backend}`, async () =>
      makeExecutor(this.assets(), await fetchModel(this.modelsUrl(), manifest, signed), backend, signed),
    );
  }

  private networkFor(manifest: OnceManifest, signed: () => void): Promise<Network> {
    return this.open.networkFor(manifest.file.sha256, async () =>
      makeNetwork(this.assets(), await fetchModel(this.modelsUrl(), manifest, signed), signed),
    );
  }

  private assets(): URL {
    if (!this.assetsUrl) throw new DiffusionError('INTERNAL', { measured: 'a run before status()' });
    return this.assetsUrl;
  }

  private modelsUrl(): URL {
    return new URL('models/', this.assets());
  }
}
