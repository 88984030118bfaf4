import { DiffusionError, type ErrorData } from '../../src/core/errors';
import type { DenoiserManifest } from '../../src/models/manifest';
import type { EngineClient } from '../worker/client';
import type { DenoiseSettings } from '../worker/protocol';
import { settleModel } from './choices';
import type { EngineState, WorkbenchState } from './state';
import type { Store } from './Store';

/** The engine of one visit, with what it said about its models and its backend. */
export class EngineLink {
  private looking: Promise<void> = Promise.resolve();
  private closed = false;

  constructor(
    readonly engine: EngineClient,
    private readonly modelIds: string[],
    private readonly store: Store<WorkbenchState>,
  ) {}

  /** Asks again; the answer appears in the state. Not while a job runs: another backend preference replaces the worker. */
  lookUp(): Promise<void> {
    this.looking = this.ask();
    return this.looking;
  }

  close(): void {
    this.closed = true;
    this.engine.dispose();
  }

  /** Settings with a model that is installed and made for the modality, once the answer is there. */
  async ready(choices: DenoiseSettings, modality: string): Promise<{ choices: DenoiseSettings; manifest: DenoiserManifest }> {
    await this.looking;
    const { engine } = this.store.get();
    const settled = engine.state === 'ready' ? settleModel(choices, engine, modality) : choices;
    const manifest = manifestOf(engine, settled.modelId);
    if (!manifest) throw DiffusionError.fromData(engineProblem(engine) ?? new DiffusionError('MODEL_MISSING').toData());
    return { choices: settled, manifest };
  }

  private async ask(): Promise<void> {
    this.store.set({ engine: { state: 'loading' } });
    const { backend } = this.store.get().choices;
    try {
      const status = await this.engine.status(this.modelIds, backend);
      if (!this.closed) this.store.set({ engine: { state: 'ready', ...status }, choices: settleModel(this.store.get().choices, status) });
    } catch (thrown) {
      if (!this.closed) this.store.set({ engine: { state: 'failed', error: DiffusionError.from(thrown).toData() } });
    }
  }
}

export const manifestOf = (engine: EngineState, modelId: string): DenoiserManifest | undefined =>
  engine.state === 'ready' ? engine.models.find(({ id }) => id === modelId)?.manifest : undefined;

/** Why nothing can be denoised, whatever the series; undefined when something can, or when the answer is still awaited. */
export function engineProblem(engine: EngineState): ErrorData | undefined {
  if (engine.state === 'failed') return engine.error;
  if (engine.state !== 'ready' || engine.models.length > 0) return undefined;
  return engine.problems[0] ?? new DiffusionError('MODEL_MISSING').toData();
}
