import { DiffusionError } from '../../src/core/errors';
import type { TaskName } from '../../src/results/Result';
import type { MaskNote } from '../../src/results/provenance';
import type { Region } from '../../src/tasks/Task';
import { errorText } from '../i18n/describe';
import { type ActiveSeries, seriesByUID, workedSeries } from '../host/activeSeries';
import { layoutKey } from '../host/sideBySide';
import { notifyInfo } from '../i18n/notices';
import { ui } from '../i18n';
import { isActive } from './job';
import type { JobService } from './JobService';
import type { RunSettings } from '../worker/settings';
import { change } from './choices';
import type { EngineLink } from './EngineLink';
import type { Fillable, Readiness } from './Readiness';
import type { FoundBrain, RunData } from './RunData';
import { seriesTask } from './seriesTask';
import type { ResultRow } from '../results/rows';
import { doubtKey, type WorkbenchState } from './state';
import type { Store } from './Store';

export interface RunCommand {
  /** Without it the task chosen in the panel. */
  task?: TaskName | undefined;
  viewportId?: string | undefined;
  settings?: Partial<RunSettings> | undefined;
  /** In the viewer's order; see RunRequest. */
  region?: Region | undefined;
  /** Display set of the series, in place of the one in a viewport. */
  displaySetUID?: string | undefined;
  /** What the result will be told apart by; see ResultRow. A brain mask that lies on the series is left alone. */
  again?: string | undefined;
  /** Anomaly map: only puts the brain mask on the series. */
  brainOnly?: boolean | undefined;
}

/** Brain masks that lie on series, for the anomaly map. */
interface Brains {
  /** The mask as the reader has left it, and whose it is; undefined where there is none. */
  take(series: ActiveSeries): { region: Region; mask: MaskNote } | undefined;
  show(series: ActiveSeries, found: FoundBrain): Promise<void>;
}

/** What a run is made of, and who hears of it. */
export interface RunParts {
  store: Store<WorkbenchState>;
  readiness: Readiness;
  fillable: Fillable;
  brains: Brains;
  runs: RunData;
  jobs: JobService;
  link: EngineLink;
  /** Shows what has to be confirmed before a model does a task. */
  askFor: (task: TaskName, modelId: string) => void;
  /** Makes sure that the reader sees what happens. */
  showProgress: (message: string) => void;
  onStarted: (jobId: string, task: TaskName, choices: RunSettings) => void;
  /** `layout`: the viewer's, as the job was started. */
  onResult: (row: ResultRow, layout: string) => void;
}

/** From a click to a job. */
export class RunStarter {
  constructor(private readonly parts: RunParts) {}

  /** Starts a job for the series of a viewport. Returns its id; undefined when none was started, and then the reader was told why. */
  start(command: RunCommand): string | undefined {
    try {
      return this.tryToStart(command);
    } catch (thrown) {
      const error = DiffusionError.from(thrown);
      // Not a failure: the reader clicked once more than needed.
      if (error.code === 'ALREADY_RUNNING') this.parts.store.set({ hint: ui.panel.alreadyRunning });
      else notifyInfo(errorText(error.toData()));
      return undefined;
    }
  }

  private tryToStart(command: RunCommand): string | undefined {
    const { store, readiness, fillable, brains, runs, jobs, link, askFor, showProgress, onStarted, onResult } = this.parts;
    const { task = store.get().task, viewportId, settings = {}, region, brainOnly, displaySetUID, again } = command;
    const series = displaySetUID === undefined ? workedSeries(viewportId) : seriesByUID(displaySetUID);
    const choices = change(readiness.choicesFor(task, series), settings);
    const { stack, confirm } = readiness.verdict(task, series, choices);
    // A region that is handed over takes the place of what was drawn.
    if (task === 'inpaint' && series && region) fillable.add(series.displaySetUID, region, ui.inpaint.handedOver, 'given');
    if (task === 'inpaint') fillable.look(series, stack);
    const { problem: reason } = readiness.problem(task, series, choices);
    if (reason) throw DiffusionError.fromData(reason);
    if (!series || !stack) throw new DiffusionError('NO_IMAGE');
    if (confirm.length > 0 && !brainOnly && !store.get().confirmed.includes(doubtKey(series.displaySetUID, choices.modelId))) {
      askFor(task, choices.modelId);
      store.set({ hint: ui.panel.confirmFirst });
      showProgress(ui.panel.confirmFirst);
      return undefined;
    }
    const drawn = task === 'anomaly' && !region && !brainOnly && again === undefined ? brains.take(series) : undefined;
    const onBrain = brainOnly ? (found: FoundBrain) => brains.show(series, found) : undefined;
    const taken = task === 'inpaint' ? fillable.take() : { region };
    const how = { ...taken, ...drawn, confirmed: confirm, onBrain, room: readiness.room };
    const layout = layoutKey();
    const told = (row: ResultRow) => onResult(again === undefined ? row : { ...row, again }, layout);
    const made = seriesTask({ task, series, stack, choices, ...how, link, runs, onResult: told });
    const { id } = jobs.start(made);
    onStarted(id, task, choices);
    const ahead = jobs.list().filter(isActive).length - 1;
    store.set({ task, hint: ahead > 0 ? ui.queue.added(ahead) : undefined });
    showProgress(ui.job.started(ui.tasks[task].doing, series.label));
    return id;
  }
}
