import { DiffusionError } from '../../src/core/errors';
import type { TaskName } from '../../src/results/Result';
import type { AnomalyProvenance } from '../../src/results/provenance';
import { errorText } from '../i18n/describe';
import { type ActiveSeries, activeSeries } from '../host/activeSeries';
import { layDownBrush } from '../regions/drawingTools';
import { notifyInfo, orNotify } from '../i18n/notices';
import { ui } from '../i18n';
import { isActive } from './job';
import type { JobService } from './JobService';
import type { Region, RunSettings } from '../worker/protocol';
import { change } from './choices';
import { present } from './deliver';
import type { EngineLink } from './EngineLink';
import type { Fillable, Readiness } from './Readiness';
import type { RunData } from './RunData';
import { type FoundBrain, seriesTask } from './seriesTask';
import type { ResultRow } from '../results/rows';
import type { WorkbenchState } from './state';
import type { Store } from './Store';

export interface RunCommand {
  /** Without it the task chosen in the panel. */
  task?: TaskName | undefined;
  viewportId?: string | undefined;
  settings?: Partial<RunSettings> | undefined;
  /** In the viewer's order; see RunRequest. */
  region?: Region | undefined;
  /** Anomaly map: only puts the brain mask on the series. */
  brainOnly?: boolean | undefined;
}

/** Brain masks that lie on series, for the anomaly map. */
interface Brains {
  /** The mask as the reader has left it, and whose it is; undefined where there is none. */
  take(series: ActiveSeries): { region: Region; mask: AnomalyProvenance['mask'] } | undefined;
  show(series: ActiveSeries, found: FoundBrain): Promise<void>;
}

/** What a run is made of, and what it tells of itself. */
export interface RunParts {
  store: Store<WorkbenchState>;
  readiness: Readiness;
  fillable: Fillable;
  brains: Brains;
  outlines: { show(row: ResultRow): void };
  runs: RunData;
  history: { started(jobId: string, settings: RunSettings): void };
  chooseTask: (task: TaskName) => void;
  /** Makes sure that the reader sees what happens. */
  showProgress: (message: string) => void;
}

/** From a click to a job, and from a finished job to its row among the results. */
export class RunStarter {
  constructor(private readonly parts: RunParts) {}

  /** Starts a job for the series of a viewport. Returns its id; undefined when none was started, and then the reader was told why. */
  start(command: RunCommand, jobs: JobService, link: EngineLink): string | undefined {
    try {
      return this.tryToStart(command, jobs, link);
    } catch (thrown) {
      const error = DiffusionError.from(thrown);
      // Not a failure: the reader clicked once more than needed.
      if (error.code === 'ALREADY_RUNNING') this.parts.store.set({ hint: ui.panel.alreadyRunning });
      else notifyInfo(errorText(error.toData()));
      return undefined;
    }
  }

  private tryToStart(command: RunCommand, jobs: JobService, link: EngineLink): string | undefined {
    const { store, readiness, fillable, brains, runs, history, chooseTask, showProgress } = this.parts;
    const { task = store.get().task, viewportId, settings = {}, region, brainOnly } = command;
    const series = activeSeries(viewportId);
    const { stack, doubts } = readiness.verdict(task, series);
    const plane = series?.planes[0];
    // A region that is handed over takes the place of what was drawn.
    if (task === 'inpaint' && series && region) fillable.add(series.displaySetUID, region, ui.inpaint.handedOver, 'given');
    const reason = readiness.reason(task, viewportId);
    if (reason) throw DiffusionError.fromData(reason);
    if (!series || !stack || !plane) throw new DiffusionError('NO_IMAGE');
    if (doubts.length > 0 && !brainOnly && !store.get().confirmed.includes(series.displaySetUID)) {
      chooseTask(task);
      store.set({ hint: ui.anomaly.confirmFirst });
      showProgress(ui.anomaly.confirmFirst);
      return undefined;
    }
    const choices = change(readiness.choicesFor(task, series), settings);
    const drawn = task === 'anomaly' && !region && !brainOnly ? brains.take(series) : undefined;
    const onBrain = brainOnly ? (found: FoundBrain) => brains.show(series, found) : undefined;
    const onResult = (row: ResultRow) => this.take(row);
    const taken = task === 'inpaint' ? fillable.take() : { region };
    const how = { ...taken, ...drawn, outside: doubts, onBrain, room: readiness.room };
    const { id } = jobs.start(seriesTask({ task, series, stack, plane, choices, ...how, link, runs, onResult }));
    history.started(id, choices);
    const ahead = jobs.list().filter(isActive).length - 1;
    store.set({ task, hint: ahead > 0 ? ui.queue.added(ahead) : undefined });
    if (task === 'inpaint') layDownBrush();
    showProgress(ui.job.started(ui.tasks[task].doing, series.label));
    return id;
  }

  private take(row: ResultRow): void {
    const { store, outlines } = this.parts;
    if (row.task === 'inpaint' && row.focus) outlines.show(row);
    store.set({ results: [...store.get().results, row] });
    void orNotify(() => present(row));
  }
}
