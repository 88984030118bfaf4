import * as Comlink from 'comlink';
import { DiffusionError, type ErrorData } from '../../src/core/errors';
import { chooseBackend } from '../../src/execution/choose';
import type { Executor } from '../../src/execution/Executor';
import type { Network } from '../../src/execution/network';
import type { Manifest, OnceManifest, SampledManifest } from '../../src/models/manifest';
import { structuredRemoval } from '../../src/results/difference';
import { beforeAfter } from '../../src/results/measure';
import { ofKind } from '../../src/models/verify';
import { adapterFacts, cpuBackend, makeExecutor, makeNetwork, ORT, threads } from './backend';
import { HeldSlices } from './HeldSlices';
import { fetchManifest, fetchModel } from './modelCache';
import type {
  BackendPreference,
  EngineApi,
  EngineStatus,
  MeasureRequest,
  Progress,
  Readings,
  Reply,
  RunEvents,
  RunOrder,
  RunOutcome,
} from './protocol';
import { RUNS } from './runs';
import type { RunContext } from './runs/context';

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

/** The worker's side of the protocol: one instance per worker, one job at a time. */
export class Engine implements EngineApi {
  private assetsUrl: URL | undefined;
  private readonly manifests = new Map<string, Manifest>();
  private executor: { key: string; made: Promise<Executor> } | undefined;
  /** Networks that are evaluated once are small: those that were used stay open. */
  private readonly networks = new Map<string, Promise<Network>>();
  private readonly running = new Map<string, AbortController>();
  /** Runs that were cancelled before they arrived. */
  private readonly cancelled = new Set<string>();

  status(assetsUrl: string, modelIds: string[], backend: BackendPreference): Promise<Reply<EngineStatus>> {
    return reply(async () => {
      this.assetsUrl = new URL(assetsUrl);
      const problems: ErrorData[] = [];
      const models: EngineStatus['models'] = [];
      for (const id of modelIds) {
        try {
          const manifest = await fetchManifest(this.modelsUrl(), id);
          this.manifests.set(id, manifest);
          models.push({ id, label: manifest.label, manifest });
        } catch (thrown) {
          problems.push(DiffusionError.from(thrown, 'MODEL_MISSING').toData());
        }
      }
      return { models, problems, backend: chooseBackend(backend, await adapterFacts(), threads()) };
    });
  }

  run(order: RunOrder, events: RunEvents): Promise<Reply<RunOutcome>> {
    return reply(async () => {
      if (this.cancelled.delete(order.jobId)) throw new DiffusionError('CANCELLED');
      if (this.running.size > 0) throw new DiffusionError('ALREADY_RUNNING');
      const abort = new AbortController();
      this.running.set(order.jobId, abort);
      const delivered: Promise<void>[] = [];
      try {
        const outcome = await RUNS[order.task](order, this.contextOf(order, events, abort.signal, delivered));
        // Slices travel on a port of their own, which keeps no order with the reply: wait until the page has them all.
        await Promise.all(delivered);
        return outcome;
      } catch (error) {
        // A device or session that failed once is not trusted again; the next run makes a new one.
        if (error instanceof DiffusionError && (error.code === 'DEVICE_LOST' || error.code === 'MODEL_RUNTIME')) this.executor = undefined;
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

  private contextOf(
    { slices, settings, slabSlices = slices }: RunOrder,
    events: RunEvents,
    signal: AbortSignal,
    delivered: Promise<void>[],
  ): RunContext {
    const started = performance.now();
    // Comlink's proxy answers with a promise.
    const ask = (indices: number[]) => Promise.resolve(events.source(indices));
    let last: Progress = { stage: 'model', slicesDone: 0, slices, stepsDone: 0, steps: 1, fraction: 0, secondsLeft: NaN };
    events.onProgress(last);
    return {
      signal,
      pause,
      stack: new HeldSlices(slices, ask),
      slabSlices,
      manifest: (kind, which) => this.manifestFor(kind, which),
      executor: (manifest) => this.executorFor(manifest, settings.backend),
      network: async (manifest) => ({ network: await this.networkFor(manifest), backend: cpuBackend(settings.backend) }),
      cpu: cpuBackend(settings.backend),
      tell: (progress) => events.onProgress((last = { ...last, ...progress })),
      hand: (slice) => {
        const buffers = Object.values(slice.layers).map(({ buffer }) => buffer as ArrayBuffer);
        delivered.push(Promise.resolve(events.onSlice(Comlink.transfer(slice, buffers))));
      },
      made: () => ({
        versions: { workbench: WORKBENCH_VERSION, onnxruntime: ORT },
        milliseconds: performance.now() - started,
      }),
    };
  }

  private async manifestFor<K extends Manifest['kind']>(
    kind: K | readonly K[],
    which: { id: string } | { task: string },
  ): Promise<Extract<Manifest, { kind: K }>> {
    const kinds = [kind].flat() as K[];
    if ('id' in which) return ofKind(this.manifests.get(which.id) ?? (await fetchManifest(this.modelsUrl(), which.id)), ...kinds);
    const found = [...this.manifests.values()].find(({ tasks }) => tasks.some((task) => task === which.task));
    if (!found) throw new DiffusionError('MODEL_MISSING', { measured: `no model for ${which.task}` });
    return ofKind(found, ...kinds);
  }

  /** The executor of the last run serves the next one when model and preference are the same. */
  private async executorFor(manifest: SampledManifest, backend: BackendPreference): Promise<Executor> {
    const key = `${manifest.id} ${manifest.file.sha256} ${backend}`;
    if (this.executor?.key !== key) {
      await (await this.executor?.made.catch(() => undefined))?.dispose();
      const made = fetchModel(this.modelsUrl(), manifest).then((model) => makeExecutor(this.assets(), model, backend));
      this.executor = { key, made };
    }
    return this.executor.made.catch((error: unknown) => {
      this.executor = undefined;
      throw error;
    });
  }

  private networkFor(manifest: OnceManifest): Promise<Network> {
    const key = manifest.file.sha256;
    const made = this.networks.get(key) ?? fetchModel(this.modelsUrl(), manifest).then((model) => makeNetwork(this.assets(), model));
    this.networks.set(key, made);
    return made.catch((error: unknown) => {
      this.networks.delete(key);
      throw error;
    });
  }

  private assets(): URL {
    if (!this.assetsUrl) throw new DiffusionError('INTERNAL', { measured: 'a run before status()' });
    return this.assetsUrl;
  }

  private modelsUrl(): URL {
    return new URL('models/', this.assets());
  }
}
