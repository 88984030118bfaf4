import { DiffusionError } from '../core/errors';
import type { Manifest } from '../models/manifest';
import { checkFinite } from './finite';
import { noSession } from './noSession';
import type { LoadedModel, Runtime, RuntimeSession } from './runtime';

/** A picture per name: row-major, all of the same rows × columns. */
export type Pictures = Readonly<Record<string, Float32Array>>;

/** What the tasks need of a network. */
export interface Evaluates {
  /** @throws DiffusionError MODEL_RUNTIME, OUTPUT_NOT_FINITE */
  run(inputs: Pictures, rows: number, columns: number): Promise<Pictures>;
}

/** A network that is evaluated once per slice, without rows: segmenters and restorers. On the runtime's CPU provider. */
export class Network implements Evaluates {
  private spent = 0;

  private constructor(
    private readonly runtime: Runtime,
    private readonly session: RuntimeSession,
    private readonly id: string,
  ) {}

  /** @throws DiffusionError MODEL_RUNTIME when no session can be made of the model */
  static async create(runtime: Runtime, { manifest, bytes }: LoadedModel<Manifest>, provider: 'wasm' | 'cpu'): Promise<Network> {
    try {
      const session = await runtime.InferenceSession.create(bytes, { executionProviders: [provider] });
      return new Network(runtime, session, manifest.id);
    } catch (cause) {
      throw noSession(manifest.id, cause);
    }
  }

  async run(inputs: Pictures, rows: number, columns: number): Promise<Pictures> {
    const tensor = (data: Float32Array) => new this.runtime.Tensor('float32', data, [1, 1, rows, columns]);
    const feeds = Object.fromEntries(Object.entries(inputs).map(([name, data]) => [name, tensor(data)]));
    const started = performance.now();
    const outputs = await this.session.run(feeds).catch((cause: unknown) => {
      throw new DiffusionError('MODEL_RUNTIME', { measured: `${this.id}: an evaluation failed`, cause });
    });
    this.spent += performance.now() - started;
    return Object.fromEntries(
      Object.entries(outputs).map(([name, { data }]) => {
        if (!(data instanceof Float32Array) || data.length !== rows * columns)
          throw new DiffusionError('MODEL_RUNTIME', { measured: `${this.id}: no output ${name} of ${rows} × ${columns} numbers` });
        checkFinite(data, `${this.id}, ${name}`);
        return [name, data];
      }),
    );
  }

  /** Milliseconds inside session.run so far. */
  networkMilliseconds(): number {
    return this.spent;
  }

  dispose(): Promise<void> {
    return this.session.release();
  }
}
