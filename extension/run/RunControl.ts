import type { ErrorData } from '../../src/core/errors';
import type { TaskName } from '../../src/results/Result';
import { onActiveSeriesChange } from '../host/activeSeries';
import { forEachTask, type Settings } from '../host/settings';
import { openPanel } from '../host/shell';
import { layoutKey, type SideBySide } from '../host/sideBySide';
import { ui } from '../i18n';
import { errorText } from '../i18n/describe';
import { notifyError, notifyInfo, orNotify } from '../i18n/notices';
import type { ResultRow } from '../results/rows';
import type { EngineClient } from '../worker/client';
import type { RunSettings } from '../worker/settings';
import { change, withModel } from './choices';
import { present } from './deliver';
import { EngineLink } from './EngineLink';
import { isActive, type Job } from './job';
import { type CancelChoice, JobService } from './JobService';
import { Readiness } from './Readiness';
import { type RunCommand, type RunParts, RunStarter } from './RunStarter';
import { doubtKey } from './state';

/** Time for the panel to appear. */
const PANEL_MS = 500;

export interface ControlParts extends Pick<RunParts, 'store' | 'runs' | 'fillable' | 'brains' | 'onStarted'> {
  settings: Settings;
  engine: EngineClient;
  panes: Pick<SideBySide, 'showPair'>;
  onSettled: (job: Job) => void;
  onResult: (row: ResultRow) => void;
  /** Whether the reader has the panel on screen. */
  panelShown: () => boolean;
}

/** The task at hand, its settings, its jobs: all that the panel and the commands do up to a result. */
export class RunControl {
  private readonly jobs = new JobService((job) => this.settled(job));
  private readonly link: EngineLink;
  private readonly readiness: Readiness;
  private readonly starter: RunStarter;
  private stops: (() => void)[] = [];
  /** The viewer's layout as the last result was shown. */
  private presented: string | undefined;

  constructor(private readonly parts: ControlParts) {
    const { store, settings, engine, runs, fillable } = parts;
    this.link = new EngineLink(engine, settings, store);
    this.readiness = new Readiness(store, fillable, () => ({ limit: settings.memoryLimit, held: runs.heldBytes() }));
    this.starter = new RunStarter({
      ...parts,
      readiness: this.readiness,
      jobs: this.jobs,
      link: this.link,
      askFor: (task, modelId) => this.askFor(task, modelId),
      showProgress: (message) => this.showProgress(message),
      onResult: (row, layout) => this.deliver(row, layout),
    });
  }

  open(): void {
    this.stops = [this.jobs.subscribe(() => this.jobsChanged()), onActiveSeriesChange(() => this.refresh())];
    this.refresh();
    this.lookUp();
  }

  close(): void {
    this.stops.forEach((stop) => stop());
    this.stops = [];
    this.jobs.dispose();
    this.link.close();
  }

  /** Looks again at the active series; nothing happens after the end. */
  refresh(): void {
    if (this.stops.length > 0) this.readiness.refresh();
  }

  /** Asks the engine for its models and its backend. */
  lookUp(): void {
    if (!this.parts.store.get().jobs.some(isActive)) void this.link.lookUp().then(() => this.refresh());
  }

  /** Why a task cannot be done now on the series of a viewport; undefined when it can. */
  reason(task: TaskName, viewportId?: string): ErrorData | undefined {
    return this.readiness.reason(task, viewportId);
  }

  chooseTask(task: TaskName): void {
    this.parts.store.set({ task, hint: undefined });
    this.refresh();
  }

  /** Changes the settings of the chosen task; the backend is one for all. */
  choose(patch: Partial<RunSettings>): void {
    const { store } = this.parts;
    const { task, choices, engine } = store.get();
    const before = choices[task];
    const next =
      patch.modelId !== undefined && engine.state === 'ready' ? withModel(before, patch.modelId, engine, task) : change(before, patch);
    if (patch.modelId !== undefined) this.readiness.chosenByHand(task, patch.modelId);
    const { backend } = next;
    store.set({ choices: forEachTask((name) => (name === task ? next : { ...choices[name], backend })) });
    if (backend !== before.backend) this.lookUp();
    else this.refresh();
  }

  /** The reader goes on although the active series is not what the model was made for, or takes that back. */
  confirm(yes: boolean): void {
    const { store } = this.parts;
    const { series, task, choices, confirmed } = store.get();
    const key = doubtKey(series.displaySetUID, choices[task].modelId);
    const others = confirmed.filter((one) => one !== key);
    store.set({ confirmed: yes ? [...others, key] : others, hint: undefined });
  }

  /** Starts a job for the series of a viewport. Returns its id; undefined when none was started, and then the reader was told why. */
  run(command: RunCommand = {}): string | undefined {
    const { store, settings } = this.parts;
    const { task = store.get().task } = command;
    if (settings.tasks.includes(task)) return this.starter.start(command);
    notifyInfo(ui.shell.notAllowed(ui.tasks[task].label));
    return undefined;
  }

  /** Without an id: all jobs that wait or run. */
  cancel(jobId?: string, choice?: CancelChoice): void {
    const chosen = this.parts.store.get().jobs.filter((job) => isActive(job) && (jobId === undefined || job.id === jobId));
    chosen.forEach(({ id }) => this.jobs.cancel(id, choice));
  }

  keep(jobId: string): Promise<void> {
    return this.jobs.keep(jobId);
  }

  discard(jobId: string): void {
    this.jobs.discard(jobId);
  }

  /** Puts what is to be confirmed on the panel. */
  private askFor(task: TaskName, modelId: string): void {
    this.chooseTask(task);
    if (this.parts.store.get().choices[task].modelId !== modelId) this.choose({ modelId });
  }

  /** OHIF does not open a side panel again that the reader has closed: then a message must do. */
  private showProgress(message: string): void {
    openPanel();
    setTimeout(() => this.stops.length > 0 && !this.parts.panelShown() && notifyInfo(message), PANEL_MS);
  }

  private deliver(row: ResultRow, layout: string): void {
    const { store, panes, onResult } = this.parts;
    if (this.stops.length === 0) return;
    onResult(row);
    store.set({ results: [...store.get().results, row] });
    // A layout that the reader has chosen since the start stays; one that a job before this has opened is not the reader's.
    const now = layoutKey();
    const own = now !== layout && now !== this.presented;
    void orNotify(async () => {
      if (await present(row, panes, own)) this.presented = layoutKey();
    });
  }

  private jobsChanged(): void {
    const { store } = this.parts;
    const jobs = this.jobs.list();
    const { engine, hint } = store.get();
    const backend = jobs.find(({ state }) => state === 'running')?.progress.backend;
    store.set({
      jobs,
      hint: jobs.some(isActive) ? hint : undefined,
      engine: engine.state === 'ready' && backend ? { ...engine, backend } : engine,
    });
  }

  private settled(job: Job): void {
    this.parts.onSettled(job);
    if (job.state === 'failed' && job.error) notifyError(errorText(job.error));
  }
}
