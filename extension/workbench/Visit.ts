import { DiffusionError } from '../../src/core/errors';
import { History } from '../diagnostics/History';
import { onDisplayLost } from '../host/displayLost';
import { errorText } from '../i18n/describe';
import { notifyError } from '../i18n/notices';
import type { Leaving } from '../keep/Reminder';
import { removeResultImages } from '../host/resultImages';
import type { Settings } from '../host/settings';
import { SideBySide } from '../host/sideBySide';
import { RunControl } from '../run/RunControl';
import { RunData } from '../run/RunData';
import { firstState, type Kept, type WorkbenchState } from '../run/state';
import { Store } from '../run/Store';
import type { EngineClient } from '../worker/client';
import { type Features, makeFeatures } from './features';
import { ResultActions } from './ResultActions';

/**
 * What lives from the opening of the panel, or the first click, until the mode is left: the engine, the jobs, what the runs have made, and
 * what the reader does with it. Leaving the mode drops this one object.
 */
export class Visit {
  readonly store: Store<WorkbenchState>;
  readonly runs = new RunData();
  readonly history = new History();
  readonly features: Features;
  readonly control: RunControl;
  readonly actions: ResultActions;
  private unhear: () => void = () => undefined;
  private readonly panes = new SideBySide((shown) => this.store.set({ shown }));

  constructor(
    readonly settings: Settings,
    engine: EngineClient,
    kept: Kept,
    panelShown: () => boolean,
    ask: (question: Leaving) => void,
  ) {
    const { tasks } = settings;
    this.store = new Store(firstState({ ...kept, task: tasks.includes(kept.task) ? kept.task : (tasks[0] ?? 'denoise') }));
    const { store, runs, history, panes } = this;
    const features = makeFeatures({
      store,
      runs,
      panes,
      settings,
      engine,
      ask,
      changed: () => this.control.refresh(),
      control: () => this.control,
      show: (uid) => this.actions.show(uid),
    });
    const { inpainting, brains, outlines } = features;
    this.features = features;
    this.control = new RunControl({
      ...{ store, runs, panes, settings, engine, panelShown, brains },
      fillable: inpainting,
      onStarted: (jobId, task, choices) => {
        history.started(jobId, choices);
        if (task === 'inpaint') inpainting.tools.layDownBrush();
      },
      onSettled: (job) => history.settled(job),
      onResult: (row) => {
        if (row.task === 'inpaint' && row.focus) outlines.show(row);
      },
    });
    this.actions = new ResultActions({ store, runs, panes, features, control: this.control });
  }

  /** Begins to listen to the viewer, and asks the engine for its models. */
  open(): void {
    const { inpainting, keep, reminder } = this.features;
    this.unhear = onDisplayLost(() => this.displayLost());
    inpainting.open();
    this.control.open();
    keep.open();
    reminder.open();
    this.features.found.open();
  }

  /** Lets go of the viewer and ends the worker; the rest goes with the object. */
  close(): void {
    const { control, features, panes } = this;
    this.unhear();
    // First: what is kept is told from what is still there.
    features.keep.close();
    control.close();
    panes.close();
    Object.values(features).forEach((feature) => 'close' in feature && feature.close());
    removeResultImages();
  }

  private displayLost(): void {
    if (this.store.get().blackout) return;
    const blackout = new DiffusionError('DISPLAY_LOST').toData();
    this.store.set({ blackout });
    notifyError(errorText(blackout));
  }
}
