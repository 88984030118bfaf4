import { activeViewportId, focusSeries } from '../host/activeSeries';
import { removeResultDisplaySet } from '../host/displaySets';
import { shownEverywhere } from '../host/layers';
import { showSeries } from '../host/mounted';
import { keyOf, openPanel } from '../host/shell';
import type { SideBySide } from '../host/sideBySide';
import type { LayoutId } from '../compare/layouts';
import { ui } from '../i18n';
import { notifyInfo, orNotify } from '../i18n/notices';
import { paneName, type ResultRow } from '../results/rows';
import type { RunControl } from '../run/RunControl';
import type { RunData } from '../run/RunData';
import type { WorkbenchState } from '../run/state';
import type { Store } from '../run/Store';
import type { Region } from '../../src/tasks/Task';
import type { Verdict } from '../../src/results/review';
import type { Features } from './features';

interface ActionParts {
  store: Store<WorkbenchState>;
  runs: RunData;
  panes: SideBySide;
  features: Pick<Features, 'overlay' | 'review' | 'verdicts' | 'comparison' | 'swipe' | 'outlines' | 'inpainting' | 'filing'>;
  control: Pick<RunControl, 'choose' | 'chooseTask'>;
}

/** What can be done with the results of a visit, from the panel, from the menu of a thumbnail and by hotkeys. What fails is told. */
export class ResultActions {
  constructor(private readonly parts: ActionParts) {}

  /** Result that a display set is a part of. */
  rowOf(displaySetUID: string): ResultRow | undefined {
    return this.parts.store.get().results.find(({ sets, samples }) => [...Object.values(sets), ...samples].includes(displaySetUID));
  }

  private rowFor = (uid?: string): ResultRow | undefined => (uid === undefined ? this.parts.features.comparison.rowFor() : this.rowOf(uid));

  /** Shows the result that a display set is a part of, beside its source. */
  show(uid: string): Promise<void> {
    return this.showPart(uid, this.rowOf(uid)?.uid ?? uid);
  }

  /** Shows one of the display sets of a result beside its source. */
  showPart(uid: string, partUID: string): Promise<void> {
    return orNotify(async () => {
      const row = this.rowOf(uid);
      if (!row) return notifyInfo(ui.shell.noResult);
      const { window: fallbackWindow, note } = row;
      const fromViewportId = activeViewportId();
      const name = partUID === row.uid ? paneName(row.id, 'pair') : undefined;
      await this.parts.panes.showPair({ name, sourceUID: note.sourceUID, resultUID: partUID, fromViewportId, fallbackWindow });
    });
  }

  /** The result that a display set is a part of, out of the viewer with all its parts. */
  remove(uid: string): Promise<void> {
    return orNotify(async () => {
      const { store, runs, panes, features } = this.parts;
      const row = this.rowOf(uid);
      if (!row) return notifyInfo(ui.shell.noResult);
      if (features.filing.isSending(row.id)) {
        // Half of it would lie in the archive, and nobody would know: the reader sees how far it is, and may stop it there.
        notifyInfo(ui.filing.beingSent);
        return this.file(row.uid);
      }
      const sets = new Set([...Object.values(row.sets), ...row.samples]);
      features.review.forget(row.id);
      features.verdicts.forget(row.id);
      features.filing.forget(row.id);
      await features.overlay.hide(row);
      features.overlay.forget(row);
      await panes.leavePair(row.note.sourceUID, [...sets]);
      features.outlines.hide(row.id);
      features.comparison.forget(row.id);
      sets.forEach(removeResultDisplaySet);
      runs.forget(row.id);
      store.set({ results: store.get().results.filter(({ id }) => id !== row.id) });
    });
  }

  /** A verdict on the finding that was jumped to last; the same verdict again takes it back. */
  judge(verdict: Verdict): void {
    if (!this.parts.features.review.judgeCurrent(verdict)) notifyInfo(ui.findings.jumpFirst(keyOf('diffusionNextFinding') ?? ''));
  }

  /** To the next finding (or the one before) of the result that was looked at last, else of the newest one of the active series. */
  stepFinding(by: 1 | -1): Promise<void> {
    return orNotify(async () => {
      const { review, comparison } = this.parts.features;
      const { current } = review.store.get();
      const mapped = (row: ResultRow | undefined) => row?.task === 'anomaly' && row;
      const { results } = this.parts.store.get();
      const row = mapped(results.find(({ id }) => id === current?.runId)) || mapped(comparison.rowFor()) || results.findLast(mapped);
      if (!row || !(await review.step(row, by))) notifyInfo(ui.findings.noneToShow);
    });
  }

  /** Shows what would be filed of a result: of a display set, or of what is looked at. */
  file(uid?: string): Promise<void> {
    const row = this.rowFor(uid);
    if (!row) return Promise.resolve(notifyInfo(ui.shell.noResult));
    openPanel();
    return this.parts.features.filing.open(row.id);
  }

  /** Saves a result as files: of a display set, or of what is looked at. */
  download(uid?: string): Promise<void> {
    const row = this.rowFor(uid);
    return row ? this.parts.features.filing.download(row.id) : Promise.resolve(notifyInfo(ui.shell.noResult));
  }

  flicker = (viewportId?: string): Promise<void> => orNotify(() => this.parts.features.comparison.flicker(viewportId));
  flickerRun = (runId: string): Promise<void> => orNotify(() => this.parts.features.comparison.flickerRun(runId));
  swipeRun = (runId: string): Promise<void> => orNotify(() => this.parts.features.swipe.toggleRun(runId));
  compare = (runId: string, layout: LayoutId): Promise<void> => orNotify(() => this.parts.features.comparison.compare(runId, layout));

  /** Original and result of what a viewport shows, with a divider between them; the same again ends it. */
  swipe(viewportId?: string): Promise<void> {
    return orNotify(async () => {
      if (!(await this.parts.features.swipe.toggle(viewportId))) notifyInfo(ui.shell.nothingToShow);
    });
  }

  /** Original alone when the pair is on screen, else the newest result of the active series beside it. */
  async toggle(): Promise<void> {
    const panes = shownEverywhere().map(({ uids }) => uids[0]);
    const { results, series } = this.parts.store.get();
    const shown = results.find(({ uid, note }) => panes.length === 2 && panes[0] === note.sourceUID && panes[1] === uid);
    if (shown) return this.parts.panes.leavePair(shown.note.sourceUID, [shown.uid]);
    const active = series.displaySetUID ?? '';
    const sourceUID = this.rowOf(active)?.note.sourceUID ?? active;
    const newest = results.filter(({ note }) => note.sourceUID === sourceUID).at(-1);
    if (newest) return this.show(newest.uid);
    notifyInfo(ui.shell.nothingToShow);
  }

  /**
   * Something found by other means (a finding of an anomaly map) becomes the region that would be filled on its series.
   *
   * @param masks in the viewer's order of the series, 1 inside
   */
  fill(sourceUID: string, masks: Region, label: string): void {
    this.parts.features.inpainting.add(sourceUID, masks, label);
    focusSeries(sourceUID);
    this.parts.control.chooseTask('inpaint');
  }

  /** Fills the panel with the settings of a result and makes its source the active series, so that one thing can be changed. */
  async again(uid: string): Promise<void> {
    const { store, control } = this.parts;
    const row = this.rowOf(uid);
    if (!row?.settings) return;
    openPanel();
    await showSeries(row.note.sourceUID);
    control.chooseTask(row.task);
    // The backend is one for all tasks, and fixed while a job runs.
    const { backend: _, modelId, ...settings } = row.settings;
    // A model brings its own defaults, so it comes first.
    control.choose({ modelId });
    control.choose(settings);
    store.set({ hint: ui.shell.again(row.note.sourceLabel) });
  }
}
