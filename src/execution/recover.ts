import { DiffusionError, type ErrorCode } from '../core/errors';
import type { Row } from '../diffusion/rows';
import type { BackendDescription } from '../results/provenance';
import type { Executor, Lane, LaneShape, Start } from './Executor';

/** How often a run goes on where it was on a new device, before it goes on without one. */
const TRIES: Partial<Record<ErrorCode, number>> = { DEVICE_LOST: 2, GPU_MEMORY: 1 };

export interface Recovery {
  /** A new executor of the same kind; `small` keeps nothing but what the run at hand needs. */
  again(why: DiffusionError, small: boolean): Promise<Executor>;
  /** One that needs no device; undefined where the backend was chosen by hand. */
  without?: ((why: DiffusionError) => Promise<Executor>) | undefined;
  /** Called for each step that is taken once more: a sign of life for whoever waits. */
  replaying?: (() => void) | undefined;
}

/** A device that is gone may never answer, so nobody waits for its end. */
const letGo = (executor: Executor): void => void executor.dispose().catch(() => undefined);

/**
 * An executor whose device may be lost, or run out of memory, at any moment. The slice at work is begun anew on another device, and those that are
 * finished stay finished: at most so many times as `TRIES` says as long as the executor lives, then without a device.
 */
export class RecoveringExecutor implements Executor {
  private readonly tried: Partial<Record<ErrorCode, number>> = {};
  private small = false;
  private spent = 0;
  /** Counts the executors: a lane of an earlier one is made anew. */
  private generation = 0;

  constructor(
    private current: Executor,
    private readonly recovery: Recovery,
  ) {}

  describe(): BackendDescription {
    return this.current.describe();
  }

  networkMilliseconds(): number {
    return this.spent + this.current.networkMilliseconds();
  }

  async open(shape: LaneShape, rows: readonly Row[]): Promise<Lane> {
    let [lane, generation] = await this.opened(shape, rows);
    let begun: Start | undefined;
    let done: Row[] = [];

    /** Does something on the lane; where its device fails, on the lane of another one that has come as far. */
    const onLane = async <T>(work: (lane: Lane) => Promise<T>): Promise<T> => {
      for (;;) {
        try {
          if (generation !== this.generation) {
            [lane, generation] = await this.opened(shape, rows);
            if (begun) lane.load(begun);
            for (const row of done) {
              this.recovery.replaying?.();
              await lane.step(row);
            }
          }
          return await work(lane);
        } catch (error) {
          await this.recover(error, generation);
        }
      }
    };

    return {
      load: (start) => {
        [begun, done] = [start, []];
        // On a lane that is gone it is loaded with the first step.
        if (generation === this.generation) lane.load(start);
      },
      step: async (row) => {
        await onLane((own) => own.step(row));
        done.push(row);
      },
      read: () => onLane((own) => own.read()),
      dispose: async () => {
        if (generation === this.generation) await lane.dispose();
      },
    };
  }

  dispose(): Promise<void> {
    return this.current.dispose();
  }

  private async opened(shape: LaneShape, rows: readonly Row[]): Promise<[Lane, number]> {
    for (;;) {
      const { generation } = this;
      try {
        return [await this.current.open(shape, rows), generation];
      } catch (error) {
        await this.recover(error, generation);
      }
    }
  }

  /** Puts another executor in the place of the one that failed. @throws what failed, where there is none, or where it is no failure of a device */
  private async recover(thrown: unknown, generation: number): Promise<void> {
    if (generation !== this.generation) return;
    const why = DiffusionError.from(thrown, 'MODEL_RUNTIME');
    if (!(why.code in TRIES) && why.code !== 'MODEL_RUNTIME') throw thrown;
    if (this.current.describe().used !== 'webgpu') throw thrown;
    const failed = this.current;
    const next = await this.next(why);
    this.spent += failed.networkMilliseconds();
    letGo(failed);
    this.current = next;
    this.generation += 1;
  }

  private async next(why: DiffusionError): Promise<Executor> {
    const { code } = why;
    const tried = (this.tried[code] = (this.tried[code] ?? 0) + 1);
    this.small ||= code === 'GPU_MEMORY';
    if (tried <= (TRIES[code] ?? 0)) {
      try {
        return await this.recovery.again(why, this.small);
      } catch (error) {
        // No second device to be had, as after a crash of the driver.
        if (!this.recovery.without) throw error;
      }
    }
    if (!this.recovery.without) throw why;
    return this.recovery.without(why);
  }
}
