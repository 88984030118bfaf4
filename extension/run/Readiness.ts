import { DiffusionError, type ErrorData } from '../../src/core/errors';
import type { TaskName } from '../../src/results/Result';
import type { SeriesFacts } from '../../src/rules/facts';
import { judge, type Verdict } from '../../src/rules/judge';
import type { Stack } from '../../src/volume/Stack';
import type { Manifest } from '../../src/models/manifest';
import { type ActiveSeries, workedSeries } from '../host/activeSeries';
import { refreshToolbar } from '../host/shell';
import type { RegionNote } from '../../src/results/provenance';
import type { Region } from '../../src/tasks/Task';
import type { RunSettings } from '../worker/settings';
import { forEachTask } from '../host/settings';
import { type Chosen, settleModel } from './choices';
import { engineProblem, manifestOf } from './EngineLink';
import type { WorkbenchState } from './state';
import type { Store } from './Store';
import { memoryPlan, type Room, settingsProblem } from './memory';

/** What rules read of a series of the viewer. */
export function factsOf({ modality, look, planes }: ActiveSeries): SeriesFacts {
  const [plane] = planes;
  return { modality, ...look, axes: plane, pixelSpacing: [plane?.columnSpacing ?? NaN, plane?.rowSpacing ?? NaN] };
}

/** Whether a series may be worked on, without loading a pixel. Without a manifest (models not looked up yet) only its geometry is judged. */
export function judgeSeries(series: ActiveSeries | undefined, manifest: Manifest | undefined): Verdict {
  if (!series) return { refused: { code: 'NO_IMAGE' }, confirm: [], warn: [] };
  const { planes, samplesPerPixel, members, result, own = false } = series;
  return judge({ planes, samplesPerPixel, members, isResult: own || result !== undefined }, factsOf(series), manifest);
}

/** What is to be filled on a series; the feature behind it (inpaint/) hangs on the road and is no part of it. */
export interface Fillable {
  /** Takes over what was drawn on a series, as the region that would be filled. */
  look(series: ActiveSeries | undefined, stack: Stack | undefined): void;
  /** Why nothing on a series can be filled, and in how many slices something can. Changes nothing. */
  judge(series: ActiveSeries | undefined, stack: Stack | undefined): { problem: ErrorData | undefined; slices: number | undefined };
  /** A region that was handed over, in the viewer's order; it is the chosen one from now on. */
  add(displaySetUID: string, masks: Region, label: string, kind: 'given'): void;
  /** The chosen region of the series last looked at, and what the provenance says of it; undefined without one. */
  take(): { region: Region; about: RegionNote } | undefined;
}

/** Of tasks that fill nothing. */
const NO_REGION = { problem: undefined, slices: undefined };

/** Keeps the state's word on the active series up to date: what it is, which model would be used, and why a task cannot be done on it. */
export class Readiness {
  /** Models that the reader has chosen, by task and display set. */
  private readonly byHand: Partial<Record<TaskName, Readonly<Record<string, string>>>> = {};

  constructor(
    private readonly store: Store<WorkbenchState>,
    private readonly fillable: Fillable,
    /** Memory of the tab. */
    readonly room: () => Room,
  ) {}

  /** What is known of the series of a viewport before any task is started on it. */
  verdict(task: TaskName, series: ActiveSeries | undefined, { modelId } = this.choicesFor(task, series)): Verdict {
    return judgeSeries(series, manifestOf(this.store.get().engine, modelId));
  }

  /** Why a task cannot be done now on the series of a viewport; undefined when it can. Changes nothing: toolbars ask at every event. */
  reason(task: TaskName, viewportId?: string): ErrorData | undefined {
    return this.problem(task, workedSeries(viewportId)).problem;
  }

  /** The reader's choices for a task with a model made for a series. */
  choicesFor(task: TaskName, series: ActiveSeries | undefined): RunSettings {
    const { engine, choices } = this.store.get();
    return engine.state === 'ready' ? settleModel(choices[task], engine, task, series && this.chosenFor(task, series)) : choices[task];
  }

  /** What a model for a series is chosen by. */
  chosenFor(task: TaskName, series: ActiveSeries): Chosen {
    return { series: factsOf(series), byHand: this.byHand[task]?.[series.displaySetUID] };
  }

  /** The reader has chosen a model for the active series. */
  chosenByHand(task: TaskName, modelId: string): void {
    const uid = workedSeries()?.displaySetUID;
    if (uid) this.byHand[task] = { ...this.byHand[task], [uid]: modelId };
  }

  /** Looks again at the active series, and has the toolbar do the same. */
  refresh(): void {
    const series = workedSeries();
    const { task, series: before, hint } = this.store.get();
    if (task === 'inpaint') this.fillable.look(series, this.verdict(task, series).stack);
    const { problem, memory, warn, confirm } = this.problem(task, series);
    const choices = forEachTask((name) => this.choicesFor(name, series));
    const { displaySetUID, label = '', modality = '', imageIds } = series ?? {};
    const same = before.displaySetUID === displaySetUID;
    this.store.set({
      choices,
      series: { displaySetUID, label, modality, slices: imageIds?.length ?? 0, reason: problem, memory, warnings: warn, doubts: confirm },
      hint: same ? hint : undefined,
    });
    if (!same || before.reason?.code !== problem?.code) refreshToolbar();
  }

  /** Why a task cannot be done with these settings, and what else is known of it; the reader's own without. Changes nothing. */
  problem(task: TaskName, series: ActiveSeries | undefined, choices = this.choicesFor(task, series)) {
    const { engine } = this.store.get();
    const { refused, stack, warn, confirm } = this.verdict(task, series, choices);
    const { problem: region, slices: worked } = task === 'inpaint' ? this.fillable.judge(series, stack) : NO_REGION;
    const memory = memoryPlan(task, series, manifestOf(engine, choices.modelId), choices, { ...this.room(), worked });
    const lacking = refused?.code === 'MODEL_DOMAIN' ? engineProblem(engine, task, series?.modality) : undefined;
    const reason = lacking ?? (refused && new DiffusionError(refused.code, refused).toData());
    const problem = reason ?? engineProblem(engine, task) ?? region ?? settingsProblem(task, choices, memory);
    return { problem, memory, warn, confirm };
  }
}
