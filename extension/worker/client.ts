import * as Comlink from 'comlink';
import { DiffusionError, type ErrorCode } from '../../src/core/errors';
import { at } from '../../src/core/at';
import type { Pin } from '../../src/models/pinned';
import type { Outcome, Progress } from '../../src/tasks/Task';
import type { EngineApi, EngineEvents, MeasureRequest, Readings, Reply, RunEvents, RunRequest } from './protocol';
import type { BackendPreference, EngineStatus } from './settings';
import { startWorker } from './startWorker';
import { beating, watchdog } from './watchdog';

export interface EngineClient {
  status(modelIds: string[], backend: BackendPreference, pins?: readonly Pin[]): Promise<EngineStatus>;
  run(request: RunRequest, events: EngineEvents): Promise<Outcome>;
  measure(request: MeasureRequest): Promise<Readings>;
  /** The run then rejects or resolves as cancelled within `CANCEL_MS`, whatever the worker does. */
  cancel(jobId: string): void;
  dispose(): void;
}

/** The worker is not there, or not any more. */
const GONE: readonly ErrorCode[] = ['ENGINE_STOPPED', 'ENGINE_MISSING'];

/** A worker that fetches, compiles or evaluates hears nothing meanwhile, and one that hangs never will: then it is ended. */
export const CANCEL_MS = 1_500;

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
        /** It knows where its files lie: a measure can do without. */
        told: boolean;
      }
    | undefined;
  let last: { models: string[]; pins: readonly Pin[] } = { models: [], pins: [] };
  /** By their ids: a cancel ends those here that the worker does not have yet, and those that it does not let go. */
  const runs = new Map<string, { handed: boolean; end: () => void }>();

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
      started = {
        worker,
        api: worker.then((w) => Comlink.wrap<EngineApi>(w)),
        backend,
        end: new AbortController(),
        answers: false,
        told: false,
      };
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

  const status = async (models: string[], backend: BackendPreference, pins: readonly Pin[] = []) => {
    last = { models, pins };
    const ask = (api: Comlink.Remote<EngineApi>, beat: () => void) => api.status(assetsUrl, models, backend, Comlink.proxy(beat), pins);
    const answer = await call<EngineStatus>(backend, ask);
    if (started?.backend === backend) started.told = true;
    return answer;
  };

  return {
    status,
    run: async (request, events) => {
      const { backend } = request.settings;
      const own = { handed: false, end: () => undefined as void };
      const cancelled = new Promise<never>((_, reject) => (own.end = () => reject(new DiffusionError('CANCELLED'))));
      runs.set(request.jobId, own);
      const hand = (api: Comlink.Remote<EngineApi>, beat: () => void) => {
        if (runs.get(request.jobId) !== own) throw new DiffusionError('CANCELLED');
        own.handed = true;
        const { volume, ...rest } = request;
        const { slices, ...grid } = volume;
        const watched: RunEvents = {
          source: beating(beat, (indices: number[]) => indices.map((index) => at(slices, index))),
          onProgress: beating(beat, (progress: Progress) => events.onProgress(progress)),
          onSlice: beating(beat, (...said: Parameters<RunEvents['onSlice']>) => events.onSlice(...said)),
        };
        return api.run({ ...rest, grid, slices: slices.length }, Comlink.proxy(watched));
      };
      const whenReady = async () => {
        if (started?.backend !== backend || !started.told) await status(last.models, backend, last.pins);
        return call(backend, hand);
      };
      try {
        return await Promise.race([whenReady(), cancelled]);
      } finally {
        runs.delete(request.jobId);
      }
    },
    // Where the last run was: a worker for a measure alone is not started for another backend.
    measure: (request) => call(started?.backend ?? 'auto', (api) => api.measure(request) as Promise<Reply<Readings>>),
    cancel: (jobId) => {
      const run = runs.get(jobId);
      if (!run?.handed) return run?.end();
      void started?.api.then((api) => api.cancel(jobId)).catch(() => undefined);
      setTimeout(() => {
        if (runs.get(jobId) !== run) return;
        run.end();
        stop();
      }, CANCEL_MS);
    },
    dispose: stop,
  };
}
