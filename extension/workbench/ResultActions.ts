import { displaySetOf } from '../host/activeSeries';
import { host } from '../host/host';
import { notifyInfo, orNotify } from '../i18n/notices';
import { leavePair } from '../host/sideBySide';
import { openPanel } from '../host/shell';
import { showSeries } from '../host/mounted';
import { ui } from '../i18n';
import type { TaskName } from '../../src/results/Result';
import type { ResultRow } from '../results/rows';
import type { RunCommand } from '../run/RunStarter';
import type { Workbench } from './Workbench';

/** What can be asked for from outside the panel: from the menu of a thumbnail and by hotkeys; and "run again with…". */
export class ResultActions {
  constructor(private readonly workbench: Workbench) {}

  /** Result that a display set is a part of. */
  rowOf(displaySetUID: string): ResultRow | undefined {
    return this.workbench.store.get().results.find(({ sets, samples }) => [...Object.values(sets), ...samples].includes(displaySetUID));
  }

  /** Shows a series and starts a task on it; what is missing for that is said. */
  async runOn(displaySetUID: string, command: RunCommand & { task: TaskName }): Promise<void> {
    this.workbench.open();
    if (!(await showSeries(displaySetUID))) return notifyInfo(ui.shell.notShown);
    this.workbench.run(command);
  }

  async showSet(displaySetUID: string): Promise<void> {
    const row = this.rowOf(displaySetUID);
    if (!row) return notifyInfo(ui.shell.noResult);
    await this.workbench.show(row.uid);
  }

  async removeSet(displaySetUID: string): Promise<void> {
    const row = this.rowOf(displaySetUID);
    if (!row) return notifyInfo(ui.shell.noResult);
    await this.workbench.remove(row.uid);
  }

  /** Original alone when the pair is on screen, else the newest result of the active series beside it. */
  async toggle(): Promise<void> {
    const { viewportGridService: grid } = host().services;
    const panes = [...grid.getState().viewports.keys()].map((id) => displaySetOf(id)?.displaySetInstanceUID);
    const { results, series } = this.workbench.store.get();
    const shown = results.find(({ uid, note }) => panes.length === 2 && panes[0] === note.sourceUID && panes[1] === uid);
    if (shown) return leavePair(shown.note.sourceUID, [shown.uid]);
    const active = series.displaySetUID ?? '';
    const sourceUID = this.rowOf(active)?.note.sourceUID ?? active;
    const newest = results.filter(({ note }) => note.sourceUID === sourceUID).at(-1);
    if (newest) return this.workbench.show(newest.uid);
    notifyInfo(ui.shell.nothingToShow);
  }

  /** Original and result of what a viewport shows, with a divider between them; the same again ends it. */
  swipe(viewportId?: string): Promise<void> {
    return orNotify(async () => {
      if (!(await this.workbench.swipe.toggle(viewportId))) notifyInfo(ui.shell.nothingToShow);
    });
  }

  /** Fills the panel with the settings of a result and makes its source the active series, so that one thing can be changed. */
  async again(uid: string): Promise<void> {
    const row = this.rowOf(uid);
    if (!row?.settings) return;
    openPanel();
    await showSeries(row.note.sourceUID);
    this.workbench.chooseTask(row.task);
    // The backend is one for all tasks, and fixed while a job runs.
    const { backend: _, modelId, ...settings } = row.settings;
    // A model brings its own defaults, so it comes first.
    this.workbench.choose({ modelId });
    this.workbench.choose(settings);
    this.workbench.remark(ui.shell.again(row.note.sourceLabel));
  }
}
