import * as Comlink from 'comlink';
import { DiffusionError, type ErrorCode } from '../../src/core/errors';
import type { BackendPreference } from './settings';
import { startWorker } from './startWorker';
import { watchdog } from './watchdog';

/** The worker is not there, or not any more. */
const GONE: readonly ErrorCode[] = ['ENGINE_STOPPED', 'ENGINE_MISSING'];

interface Running<Api> {
  worker: Promise<Worker>;
  api: Promise<Comlink.Remote<Api>>;
  backend: BackendPreference;
  end: AbortController;
  answers: boolean;
  /** It knows where its files lie: a measure can do without. */
  told: boolean;
}

/** @param beat called at each sign of life */
export type Work<Api, T> = (api: Comlink.Remote<Api>, beat: () => void) => Promise<T>;

/** The one worker of the page: started when it is needed, watched while it works, and another one after it has gone. */
export function runningWorker<Api>(assetsUrl: string) {
  let running: Running<Api> | undefined;

  const stop = (): void => {
    running?.end.abort();
    void running?.worker.then((worker) => worker.terminate()).catch(() => undefined);
    running = undefined;
  };

  /** onnxruntime-web is one build per realm, so another preference needs a new worker. */
  const open = (backend: BackendPreference): Running<Api> => {
    if (running && running.backend !== backend) stop();
    if (running) return running;
    const worker = startWorker(new URL('diffusion.worker.js', assetsUrl));
    const api = worker.then((w) => Comlink.wrap<Api>(w));
    const own = { worker, api, backend, end: new AbortController(), answers: false, told: false };
    running = own;
    own.api.catch(() => running === own && (running = undefined));
    return own;
  };

  const call = async <T>(backend: BackendPreference, work: Work<Api, T>): Promise<T> => {
    const own = open(backend);
    const dog = watchdog(await own.worker, own.answers, own.end.signal);
    try {
      const outcome = await Promise.race([work(await own.api, dog.beat), dog.failed]);
      own.answers = true;
      return outcome;
    } catch (error) {
      const gone = error instanceof DiffusionError && GONE.includes(error.code);
      own.answers ||= !gone;
      // Another worker may have taken its place meanwhile.
      if (gone && running === own) stop();
      throw error;
    } finally {
      dog.stop();
    }
  };

  return { call, stop, now: (): Running<Api> | undefined => running };
}
