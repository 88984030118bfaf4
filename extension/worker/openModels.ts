import type { Executor } from '../../src/execution/Executor';
import type { Network } from '../../src/execution/network';

interface Session {
  dispose(): Promise<void>;
}

/** What was open for a run and is not wanted any more; that it cannot be closed either is no failure of the next run. */
const close = async (made: Promise<Session>): Promise<void> => {
  const session = await made.catch(() => undefined);
  await session?.dispose().catch(() => undefined);
};

/**
 * The models that are open in a worker. The executor of the last run serves the next one when model and preference are the same; networks
 * that are evaluated once are small, and those that were used stay open.
 */
export class OpenModels {
  private executor: { key: string; made: Promise<Executor> } | undefined;
  private readonly networks = new Map<string, Promise<Network>>();
  /** A model is closed before another is opened: both would be in memory, and one runtime makes one session at a time. */
  private closing: Promise<unknown> = Promise.resolve();

  /** @param key says what `make` makes. @throws what `make` throws, which is then asked again the next time */
  async executorFor(key: string, make: () => Promise<Executor>): Promise<Executor> {
    if (this.executor?.key !== key) this.dropExecutor();
    const own = (this.executor ??= { key, made: this.closing.then(make) });
    return own.made.catch((error: unknown) => {
      if (this.executor === own) this.executor = undefined;
      throw error;
    });
  }

  /** The same for a network of one evaluation. */
  networkFor(key: string, make: () => Promise<Network>): Promise<Network> {
    const made = this.networks.get(key) ?? this.closing.then(make);
    this.networks.set(key, made);
    return made.catch((error: unknown) => {
      this.networks.delete(key);
      throw error;
    });
  }

  /**
   * A device or a session that failed once is not trusted again: all are closed, and the next run opens its own. Does not wait, since a dead device may
   * never answer; who opens the next one does.
   */
  forget(): void {
    this.dropExecutor();
    const networks = [...this.networks.values()];
    this.networks.clear();
    this.closing = Promise.all([this.closing, ...networks.map(close)]);
  }

  private dropExecutor(): void {
    if (this.executor) this.closing = Promise.all([this.closing, close(this.executor.made)]);
    this.executor = undefined;
  }
}
