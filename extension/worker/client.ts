import * as Comlink from 'comlink';
import { DiffusionError } from '../../src/core/errors';
import { at } from '../../src/core/at';
import type { Pin } from '../../src/models/pinned';
import type { Outcome, Progress } from '../../src/tasks/Task';
import type { EngineApi, EngineEvents, MeasureRequest, Readings, Reply, RunEvents, RunRequest } from './protocol';
import type { BackendPreference, EngineStatus } from './settings';
import { runningWorker } from './runningWorker';
import { beating } from './watchdog';

export interface EngineClient {
  status(modelIds: string[], backend: BackendPreference, pins?: readonly Pin[]): Promise<EngineStatus>;
  run(request: RunRequest, events: EngineEvents): Promise<Outcome>;
  measure(request: MeasureRequest): Promise<Readings>;
  /** The run then rejects or resolves as cancelled within `CANCEL_MS`, whatever the worker does. */
  cancel(jobId: string): void;
  dispose(): void;
}

/** A worker that fetches, compiles or evaluates hears nothing meanwhile, and one that hangs never will: then it is ended. */
export const CANCEL_MS = 1_500;

async function unwrap<T>(answer: Promise<Reply<T>>): Promise<T> {
  const reply = await answer;
  if (reply.ok) return reply.value;
  throw DiffusionError.fromData(reply.error);
}

/** The page's side of the protocol. `assetsUrl` is the folder of the bundle; worker, runtime and models lie beside it. */
export function createEngine(assetsUrl: string): EngineClient {
  const worker = runningWorker<EngineApi>(assetsUrl);
  let last: { models: string[]; pins: readonly Pin[] } = { models: [], pins: [] };
  /** By their ids: a cancel ends those here that the worker does not have yet, and those that it does not let go. */
  const runs = new Map<string, { handed: boolean; end: () => void }>();

  const status = async (models: string[], backend: BackendPreference, pins: readonly Pin[] = []) => {
    last = { models, pins };
    const ask = (api: Comlink.Remote<EngineApi>, beat: () => void) =>
      unwrap(api.status(assetsUrl, models, backend, Comlink.proxy(beat), pins));
    const answer = await worker.call(backend, ask);
    const now = worker.now();
    if (now?.backend === backend) now.told = true;
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
        return unwrap(api.run({ ...rest, grid, slices: slices.length }, Comlink.proxy(watched)));
      };
      const whenReady = async () => {
        const now = worker.now();
        if (now?.backend !== backend || !now.told) await status(last.models, backend, last.pins);
        return worker.call(backend, hand);
      };
      try {
        return await Promise.race([whenReady(), cancelled]);
      } finally {
        runs.delete(request.jobId);
      }
    },
    // Where the last run was: a worker for a measure alone is not started for another backend.
    measure: (request) => worker.call(worker.now()?.backend ?? 'auto', (api) => unwrap(api.measure(request) as Promise<Reply<Readings>>)),
    cancel: (jobId) => {
      const run = runs.get(jobId);
      if (!run?.handed) return run?.end();
      void worker
        .now()
        ?.api.then((api) => api.cancel(jobId))
        .catch(() => undefined);
      setTimeout(() => {
        if (runs.get(jobId) !== run) return;
        run.end();
        worker.stop();
      }, CANCEL_MS);
    },
    dispose: worker.stop,
  };
}
