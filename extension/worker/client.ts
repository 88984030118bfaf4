import * as Comlink from 'comlink';
import { DiffusionError, type ErrorCode } from '../../src/core/errors';
import { at } from '../../src/core/at';
import type { Pin } from '../../src/models/pinned';
import type { Outcome } from '../../src/tasks/Task';
import type { EngineApi, EngineEvents, MeasureRequest, Readings, Reply, RunEvents, RunRequest } from './protocol';
import type { BackendPreference, EngineStatus } from './settings';
import { startWorker } from './startWorker';
import { watchdog } from './watchdog';

export interface EngineClient {
  status(modelIds: string[], backend: BackendPreference, pins?: readonly Pin[]): Promise<EngineStatus>;
  run(request: RunRequest, events: EngineEvents): Promise<Outcome>;
  measure(request: MeasureRequest): Promise<Readings>;
  cancel(jobId: string): Promise<void>;
  dispose(): void;
}

/** The worker is not there, or not any more. */
const GONE: readonly ErrorCode[] = ['ENGINE_STOPPED', 'ENGINE_MISSING'];

function unwrap<T>(reply: Reply<T>): T {
  if (reply.ok) return reply.value;
  throw DiffusionError.fromData(reply.error);
}

/** The page's side of the protocol. `assetsUrl` is the folder of the bundle; worker, runtime and models lie beside it. */
export function createEngine(assetsUrl: string): EngineClient {
  let started:
    | {
        worker: Promise<Worker>;
        api: Promise<Comlink.Remote<EngineApi>>;
        backend: BackendPreference;
        end: AbortController;
        answers: boolean;
      }
    | undefined;
  let last: { models: string[]; pins: readonly Pin[] } = { models: [], pins: [] };
  /** Runs that the worker does not have yet, by their ids: a cancel ends them here. */
  const starting = new Map<string, AbortController>();

  const stop = () => {
    started?.end.abort();
    void started?.worker.then((worker) => worker.terminate()).catch(() => undefined);
    started = undefined;
  };

  /** onnxruntime-web is one build per realm, so another preference needs a new worker. */
  const open = (backend: BackendPreference) => {
    if (started && started.backend !== backend) stop();
    if (!started) {
      const worker = startWorker(new URL('diffusion.worker.js', assetsUrl));
      started = { worker, api: worker.then((w) => Comlink.wrap<EngineApi>(w)), backend, end: new AbortController(), answers: false };
      const { end } = started;
      started.api.catch(() => started?.end === end && (started = undefined));
    }
    return started;
  };

  const call = async <T>(
    backend: BackendPreference,
    work: (api: Comlink.Remote<EngineApi>, beat: () => void) => Promise<Reply<T>>,
  ): Promise<T> => {
    const own = open(backend);
    const { worker, api, end } = own;
    const dog = watchdog(await worker, own.answers, end.signal);
    try {
      const reply = await Promise.race([work(await api, dog.beat), dog.failed]);
      own.answers = true;
      return unwrap(reply);
    } catch (error) {
      // Another worker may have taken its place meanwhile.
      if (error instanceof DiffusionError && GONE.includes(error.code) && started?.end === end) stop();
      throw error;
    } finally {
      dog.stop();
    }
  };

  const status = (models: string[], backend: BackendPreference, pins: readonly Pin[] = []) => {
    last = { models, pins };
    return call(backend, (api) => api.status(assetsUrl, models, backend, pins) as Promise<Reply<EngineStatus>>);
  };

  return {
    status,
    run: async (request, events) => {
      const { backend } = request.settings;
      const early = new AbortController();
      const cancelled = new Promise<never>((_, reject) => {
        early.signal.addEventListener('abort', () => reject(new DiffusionError('CANCELLED')));
      });
      starting.set(request.jobId, early);
      const hand = (api: Comlink.Remote<EngineApi>, beat: () => void) => {
        if (early.signal.aborted) throw new DiffusionError('CANCELLED');
        starting.delete(request.jobId);
        const { volume, ...rest } = request;
        const { slices, ...grid } = volume;
        const watched: RunEvents = {
          source: (indices) => {
            beat();
            return indices.map((index) => at(slices, index));
          },
          onProgress: (progress) => {
            beat();
            events.onProgress(progress);
          },
          onSlice: (slice) => {
            beat();
            events.onSlice(slice);
          },
        };
        return api.run({ ...rest, grid, slices: slices.length }, Comlink.proxy(watched));
      };
      const whenReady = async () => {
        if (started?.backend !== backend) await status(last.models, backend, last.pins);
        return call(backend, hand);
      };
      try {
        return await Promise.race([whenReady(), cancelled]);
      } finally {
        starting.delete(request.jobId);
      }
    },
    // Where the last run was: a worker for a measure alone is not started for another backend.
    measure: (request) => call(started?.backend ?? 'auto', (api) => api.measure(request) as Promise<Reply<Readings>>),
    cancel: async (jobId) => {
      const early = starting.get(jobId);
      if (early) early.abort();
      else await (await started?.api)?.cancel(jobId);
    },
    dispose: stop,
  };
}
