import * as Comlink from 'comlink';
import { DiffusionError, type ErrorData } from '../../src/core/errors';
import { chooseBackend } from '../../src/execution/choose';
import type { Executor } from '../../src/execution/Executor';
import type { LoadedModel } from '../../src/execution/runtime';
import type { DenoiserManifest } from '../../src/models/manifest';
import { ofKind } from '../../src/models/verify';
import { denoise, evaluationsPerSlice, planDenoise } from '../../src/tasks/denoise';
import { adapterFacts, makeExecutor, ORT, threads } from './backend';
import { fetchManifest, fetchModel } from './modelCache';
import type { BackendPreference, DenoiseOutcome, DenoiseRequest, EngineApi, EngineEvents, EngineStatus, Reply } from './protocol';

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

/** The worker's side of the protocol: one instance per worker, one job at a time. */
export class Engine implements EngineApi {
  private assetsUrl: URL | undefined;
  private readonly manifests = new Map<string, DenoiserManifest>();
  private executor: { key: string; made: Promise<Executor> } | undefined;
  private readonly running = new Map<string, AbortController>();

  status(assetsUrl: string, modelIds: string[], backend: BackendPreference): Promise<Reply<EngineStatus>> {
    return reply(async () => {
      this.assetsUrl = new URL(assetsUrl);
      const problems: ErrorData[] = [];
      const models: EngineStatus['models'] = [];
      for (const id of modelIds) {
        try {
          const manifest = await fetchManifest(this.modelsUrl(), id);
          if (manifest.kind !== 'denoiser') continue;
          this.manifests.set(id, manifest);
          models.push({ id, label: manifest.label, manifest });
        } catch (thrown) {
          problems.push(DiffusionError.from(thrown, 'MODEL_MISSING').toData());
        }
      }
      return { models, problems, backend: chooseBackend(backend, await adapterFacts(), threads()) };
    });
  }

  denoise(request: DenoiseRequest, events: EngineEvents): Promise<Reply<DenoiseOutcome>> {
    return reply(async () => {
      if (this.running.size > 0) throw new DiffusionError('ALREADY_RUNNING');
      const abort = new AbortController();
      this.running.set(request.jobId, abort);
      try {
        return await this.runDenoise(request, events, abort.signal);
      } catch (error) {
        // A device or session that failed once is not trusted again; the next run makes a new one.
        if (error instanceof DiffusionError && (error.code === 'DEVICE_LOST' || error.code === 'MODEL_RUNTIME')) this.executor = undefined;
        throw error;
      } finally {
        this.running.delete(request.jobId);
      }
    });
  }

  cancel(jobId: string): Promise<void> {
    this.running.get(jobId)?.abort();
    return Promise.resolve();
  }

  private async runDenoise(
    { volume, visibleSlice, settings }: DenoiseRequest,
    events: EngineEvents,
    signal: AbortSignal,
  ): Promise<DenoiseOutcome> {
    const started = performance.now();
    const slices = volume.slices.length;
    const progress = { slicesDone: 0, slices, stepsDone: 0, steps: settings.steps, fraction: 0, secondsLeft: NaN };
    events.onProgress({ stage: 'model', ...progress });
    const manifest = this.manifests.get(settings.modelId) ?? ofKind(await fetchManifest(this.modelsUrl(), settings.modelId), 'denoiser');
    const options = { strength: settings.strength, steps: settings.steps, sampler: settings.sampler, seed: settings.seed, visibleSlice };
    events.onProgress({ stage: 'noise', ...progress });
    const plan = planDenoise(volume, manifest, options);
    await pause();
    events.onProgress({ stage: 'self-test', ...progress });
    const executor = await this.executorFor(manifest, settings.backend);
    const backend = executor.describe();
    const networkBefore = executor.networkMilliseconds();
    const networkStart = performance.now();
    const total = plan.rows.length * slices;
    progress.steps = plan.rows.length;
    events.onProgress({ stage: 'network', ...progress, backend });
    const delivered: Promise<void>[] = [];
    const state = await denoise(volume, plan, manifest, options, executor, {
      signal,
      pause,
      onStep: ({ stepsDone, slicesDone }) => {
        const done = slicesDone * plan.rows.length + stepsDone;
        const secondsLeft = slicesDone > 0 ? ((performance.now() - networkStart) / 1000 / done) * (total - done) : NaN;
        events.onProgress({ stage: 'network', ...progress, stepsDone, slicesDone, fraction: done / total, secondsLeft, backend });
      },
      onSlice: (index, pixels) => {
        delivered.push(Promise.resolve(events.onSlice(Comlink.transfer({ index, pixels }, [pixels.buffer]))));
      },
    });
    // Slices travel on a port of their own, which keeps no order with the reply: wait until the page has them all.
    await Promise.all(delivered);
    return {
      state,
      warnings: plan.warnings,
      provenance: {
        task: 'denoise',
        model: { id: manifest.id, version: manifest.version, sha256: manifest.file.sha256 },
        sampler: settings.steps === 1 ? 'posterior mean' : settings.sampler,
        evaluations: evaluationsPerSlice(plan),
        seed: settings.seed,
        sigma: plan.sigma,
        scaling: manifest.scaling.kind,
        unit: plan.unit,
        strength: settings.strength,
        backend,
        versions: { workbench: WORKBENCH_VERSION, onnxruntime: ORT },
        milliseconds: performance.now() - started,
        networkMilliseconds: executor.networkMilliseconds() - networkBefore,
      },
    };
  }

  /** The executor of the last run serves the next one when model and preference are the same. */
  private async executorFor(manifest: DenoiserManifest, backend: BackendPreference): Promise<Executor> {
    const key = `${manifest.id} ${manifest.file.sha256} ${backend}`;
    if (this.executor?.key !== key) {
      await (await this.executor?.made.catch(() => undefined))?.dispose();
      const made = fetchModel(this.modelsUrl(), manifest).then((model: LoadedModel) => makeExecutor(this.assets(), model, backend));
      this.executor = { key, made };
    }
    return this.executor.made.catch((error: unknown) => {
      this.executor = undefined;
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
