import { DiffusionError, type ErrorData } from '../../src/core/errors';
import { lackingFor } from '../../src/models/pinned';
import type { Manifest } from '../../src/models/manifest';
import type { TaskName } from '../../src/results/Result';
import type { Settings } from '../host/settings';
import type { EngineClient } from '../worker/client';
import type { RunSettings } from '../worker/settings';
import { type Chosen, modelsFor, settleModel } from './choices';
import type { EngineState, WorkbenchState } from './state';
import type { Store } from './Store';

/** The engine of one visit, with what it said about its models and its backend. */
export class EngineLink {
  private looking: Promise<void> = Promise.resolve();
  /** Counts the questions: an answer to an earlier one is out of date. */
  private asked = 0;
  closed = false;

  constructor(
    readonly engine: EngineClient,
    private readonly settings: Pick<Settings, 'models' | 'defaultModels'> & Partial<Pick<Settings, 'pins'>>,
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

  /** Settings with a model that is installed and made for the task and the series, once the answer is there. */
  async ready(task: TaskName, choices: RunSettings, chosen: Chosen): Promise<{ choices: RunSettings; manifest: Manifest }> {
    await this.looking;
    const { engine } = this.store.get();
    const settled = engine.state === 'ready' ? settleModel(choices, engine, task, chosen) : choices;
    const manifest = manifestOf(engine, settled.modelId);
    if (!manifest) throw DiffusionError.fromData(engineProblem(engine, task) ?? new DiffusionError('MODEL_MISSING').toData());
    return { choices: settled, manifest };
  }

  private async ask(): Promise<void> {
    const question = ++this.asked;
    const late = () => this.closed || question !== this.asked;
    this.store.set({ engine: { state: 'loading' } });
    const { backend } = this.store.get().choices.denoise;
    try {
      const { models, pins, defaultModels: first } = this.settings;
      const status = { ...(await this.engine.status(models, backend, pins)), first };
      if (late()) return;
      // Which model each task takes depends on the series: Readiness settles that.
      this.store.set({ engine: { state: 'ready', ...status } });
    } catch (thrown) {
      if (!late()) this.store.set({ engine: { state: 'failed', error: DiffusionError.from(thrown).toData() } });
    }
  }
}

export const manifestOf = (engine: EngineState, modelId: string): Manifest | undefined =>
  engine.state === 'ready' ? engine.models.find(({ id }) => id === modelId)?.manifest : undefined;

/**
 * Why a task cannot be done, whatever the series; undefined when it can, or when the answer is still awaited.
 *
 * @param modality of a series that no model which is there was made for: the one that may have been made for it cannot be taken
 */
export function engineProblem(engine: EngineState, task: TaskName, modality?: string): ErrorData | undefined {
  if (engine.state === 'failed') return engine.error;
  if (engine.state !== 'ready') return undefined;
  const { problems } = engine;
  const own = lackingFor(
    problems.map((error) => ({ id: error.id ?? '', error })),
    task,
    modality,
  )?.error;
  if (modality !== undefined || modelsFor(engine, task).length > 0) return modality === undefined ? undefined : own;
  return own ?? problems[0] ?? new DiffusionError('MODEL_MISSING', { measured: `no model for ${task}` }).toData();
}
