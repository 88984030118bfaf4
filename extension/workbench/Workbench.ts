import type { ErrorData } from '../../src/core/errors';
import { History } from '../diagnostics/History';
import { BrainMasks } from '../anomaly/BrainMasks';
import { errorText } from '../i18n/describe';
import { focusSeries, forgetSeries, onActiveSeriesChange } from '../host/activeSeries';
import { host } from '../host/host';
import { notifyError, notifyInfo, orNotify } from '../i18n/notices';
import { removeResultDisplaySet } from '../results/displaySets';
import { removeResultImages } from '../host/resultImages';
import { closePair, leavePair, showPair } from '../host/sideBySide';
import { Comparison } from '../compare/Comparison';
import type { LayoutId } from '../compare/layouts';
import { Swipe } from '../compare/Swipe';
import { openPanel } from '../host/shell';
import { OverlayControl } from '../overlay/OverlayControl';
import { FindingsReview } from '../review/FindingsReview';
import { ui } from '../i18n';
import { isActive, type Job } from '../run/job';
import { type CancelChoice, JobService } from '../run/JobService';
import { forEachTask, type Settings } from '../host/settings';
import type { EngineClient } from '../worker/client';
import type { TaskName } from '../../src/results/Result';
import type { Region, RunSettings } from '../worker/protocol';
import { change, chooseModel, FIRST_CHOICES } from '../run/choices';
import { EngineLink } from '../run/EngineLink';
import { Inpainting } from '../inpaint/Inpainting';
import { Outlines } from '../inpaint/Outlines';
import { ResultActions } from './ResultActions';
import { Readiness } from '../run/Readiness';
import { RunData } from '../run/RunData';
import { RunStarter, type RunCommand } from '../run/RunStarter';
import { NO_SERIES, type WorkbenchState } from '../run/state';
import { Store } from '../run/Store';

/** What lives from the opening of the panel, or the first click, until the mode is left. */
interface Visit {
  link: EngineLink;
  jobs: JobService;
  stop(): void;
}

/** Time for the panel to appear. */
const PANEL_MS = 500;

const START: WorkbenchState = {
  engine: { state: 'idle' },
  task: 'denoise',
  choices: forEachTask(() => FIRST_CHOICES),
  series: NO_SERIES,
  jobs: [],
  results: [],
  confirmed: [],
  brains: {},
  hint: undefined,
};

/** Joins viewer, engine, jobs and panel: the panel shows its state, commands and buttons call its methods. */
export class Workbench {
  readonly store = new Store(START);
  readonly runs = new RunData();
  readonly brains = new BrainMasks(this.store);
  readonly overlay = new OverlayControl(this.runs, () => this.settings.overlay);
  readonly review = new FindingsReview(this.runs, this.overlay);
  readonly comparison = new Comparison(this.store, this.runs, this.overlay, async (request) => this.visit?.link.engine.measure(request));
  readonly swipe = new Swipe(this.store, this.comparison, () => this.settings.tagText ?? ui.tag.title);
  readonly outlines = new Outlines(this.runs);
  /** What the task of that name would fill. */
  readonly inpainting = new Inpainting(() => this.refresh());
  readonly history = new History();
  private readonly readiness = new Readiness(this.store, this.inpainting, () => ({
    limit: this.settings.memoryLimit,
    held: this.runs.heldBytes(),
  }));
  private readonly starter = new RunStarter({
    store: this.store,
    readiness: this.readiness,
    fillable: this.inpainting,
    brains: this.brains,
    outlines: this.outlines,
    runs: this.runs,
    history: this.history,
    chooseTask: (task) => this.chooseTask(task),
    showProgress: (message) => this.showProgress(message),
  });
  readonly actions = new ResultActions(this);
  /** Set by the panel while it is on screen. */
  panelShown = false;
  private visit: Visit | undefined;
  private known: Settings | undefined;

  /** @param readSettings called again in each visit: a site's customizations may differ from mode to mode */
  constructor(
    private readonly readSettings: () => Settings,
    private readonly makeEngine: (assetsUrl: string) => EngineClient,
  ) {}

  get settings(): Settings {
    // Before a visit OHIF may not have taken in the site's customizations yet.
    return this.visit ? (this.known ??= this.readSettings()) : this.readSettings();
  }

  /** Idempotent. Nothing is created in modes that never show the panel. */
  open(): Visit {
    if (this.visit) return this.visit;
    const jobs = new JobService((job) => this.onSettled(job));
    const link = new EngineLink(this.makeEngine(this.settings.assetsUrl), this.settings, this.store);
    const stops = [jobs.subscribe(() => this.onJobs(jobs.list())), onActiveSeriesChange(() => this.refresh()), this.inpainting.open()];
    this.visit = { link, jobs, stop: () => stops.forEach((stop) => stop()) };
    const { tasks } = this.settings;
    if (!tasks.includes(this.store.get().task)) this.store.set({ task: tasks[0] ?? 'denoise' });
    this.refresh();
    this.lookUp();
    return this.visit;
  }

  /** Stops and frees everything; the reader's settings stay for the next visit. */
  close(): void {
    const { visit } = this;
    this.visit = undefined;
    this.known = undefined;
    visit?.stop();
    visit?.jobs.dispose();
    visit?.link.close();
    closePair();
    this.review.close();
    this.overlay.close();
    this.comparison.forget();
    removeResultImages();
    this.outlines.hide();
    this.runs.forget();
    this.brains.forget();
    forgetSeries();
    const { task, choices } = this.store.get();
    this.store.set({ ...START, task, choices });
  }

  lookUp(): void {
    if (!this.store.get().jobs.some(isActive)) void this.visit?.link.lookUp().then(() => this.refresh());
  }

  /** A short remark above the jobs; gone with the next thing that is chosen. */
  remark(hint: string): void {
    this.store.set({ hint });
  }

  chooseTask(task: TaskName): void {
    this.store.set({ task, hint: undefined });
    this.refresh();
  }

  /** Changes the settings of the chosen task; the backend is one for all. */
  choose(patch: Partial<RunSettings>): void {
    const { task, choices, engine } = this.store.get();
    const before = choices[task];
    const next =
      patch.modelId !== undefined && engine.state === 'ready' ? chooseModel(before, patch.modelId, engine) : change(before, patch);
    if (patch.modelId !== undefined) this.readiness.chosenByHand(task, patch.modelId);
    const { backend } = next;
    this.store.set({ choices: forEachTask((name) => (name === task ? next : { ...choices[name], backend })) });
    if (backend !== before.backend) this.lookUp();
    else this.refresh();
  }

  /** Why a task cannot be done now on the series of a viewport; undefined when it can. */
  reason = (task: TaskName, viewportId?: string): ErrorData | undefined => this.readiness.reason(task, viewportId);

  /**
   * Something found by other means (a finding of an anomaly map) becomes the region that would be filled on its series.
   *
   * @param masks in the viewer's order of the series, 1 inside
   */
  inpaintRegion(sourceUID: string, masks: Region, label: string): void {
    this.inpainting.add(sourceUID, masks, label);
    focusSeries(sourceUID);
    this.chooseTask('inpaint');
  }

  /** The reader goes on although the active series is not what the model was made for, or takes that back. */
  confirm(yes: boolean): void {
    const { series, confirmed } = this.store.get();
    const others = confirmed.filter((uid) => uid !== series.displaySetUID);
    this.store.set({ confirmed: yes && series.displaySetUID ? [...others, series.displaySetUID] : others, hint: undefined });
  }

  /** Starts a job for the series of a viewport. Returns its id; undefined when none was started, and then the reader was told why. */
  run(command: RunCommand = {}): string | undefined {
    const { jobs, link } = this.open();
    const { task = this.store.get().task } = command;
    if (this.settings.tasks.includes(task)) return this.starter.start(command, jobs, link);
    notifyInfo(ui.shell.notAllowed(ui.tasks[task].label));
    return undefined;
  }

  /** Without an id: all jobs that wait or run. */
  cancel(jobId?: string, choice?: CancelChoice): void {
    const chosen = this.store.get().jobs.filter((job) => isActive(job) && (jobId === undefined || job.id === jobId));
    chosen.forEach(({ id }) => this.visit?.jobs.cancel(id, choice));
  }

  async keep(jobId: string): Promise<void> {
    await this.visit?.jobs.keep(jobId);
  }

  discard(jobId: string): void {
    this.visit?.jobs.discard(jobId);
  }

  show(uid: string): Promise<void> {
    return this.showPart(uid, uid);
  }

  /** Shows one of the display sets of a result beside its source. */
  showPart(uid: string, partUID: string): Promise<void> {
    return orNotify(async () => {
      const row = this.store.get().results.find((result) => result.uid === uid);
      const fromViewportId = host().services.viewportGridService.getActiveViewportId() ?? undefined;
      if (row) await showPair({ sourceUID: row.note.sourceUID, resultUID: partUID, fromViewportId, fallbackWindow: row.window });
    });
  }

  flicker = (viewportId?: string): Promise<void> => orNotify(() => this.comparison.flicker(viewportId));
  flickerRun = (runId: string): Promise<void> => orNotify(() => this.comparison.flickerRun(runId));
  swipeRun = (runId: string): Promise<void> => orNotify(() => this.swipe.toggleRun(runId));
  compare = (runId: string, layout: LayoutId): Promise<void> => orNotify(() => this.comparison.compare(runId, layout));

  remove(uid: string): Promise<void> {
    return orNotify(async () => {
      const row = this.store.get().results.find((result) => result.uid === uid);
      if (!row) return;
      this.review.forget(row.id);
      await this.overlay.hide(row);
      this.overlay.forget(row);
      await leavePair(row.note.sourceUID, [...Object.values(row.sets), ...row.samples]);
      this.outlines.hide(row.id);
      this.comparison.forget(row.id);
      new Set([...Object.values(row.sets), ...row.samples]).forEach(removeResultDisplaySet);
      this.runs.forget(row.id);
      this.store.set({ results: this.store.get().results.filter((result) => result.uid !== uid) });
    });
  }

  /** OHIF does not open a side panel again that the reader has closed: then a message must do. */
  private showProgress(message: string): void {
    openPanel();
    setTimeout(() => this.visit && !this.panelShown && notifyInfo(message), PANEL_MS);
  }

  private onJobs(jobs: readonly Job[]): void {
    const { engine, hint } = this.store.get();
    const backend = jobs.find(({ state }) => state === 'running')?.progress.backend;
    const active = jobs.some(isActive);
    this.store.set({
      jobs,
      hint: active ? hint : undefined,
      engine: engine.state === 'ready' && backend ? { ...engine, backend } : engine,
    });
  }

  private onSettled(job: Job): void {
    const { state, error } = job;
    this.history.settled(job);
    if (state === 'failed' && error) notifyError(errorText(error));
  }

  private refresh(): void {
    if (this.visit) this.readiness.refresh();
  }
}
