import type { Archived } from '../filing/archived';
import { DiffusionError, type ErrorData } from '../../src/core/errors';
import { type FiledFinding, type FiledReport, newestReport, previousOf } from '../../src/dicom/readReport';
import type { UsedModel } from '../../src/results/provenance';
import { stackOf } from '../../src/rules/geometry';
import type { Stack } from '../../src/volume/Stack';
import type { Vector3 } from '../../src/volume/Volume';
import { activeViewportId, planesOf, visibleImageId } from '../host/activeSeries';
import { viewerArchive } from '../host/archive';
import { jumpEverywhere } from '../host/jump';
import { mounted, showSeries } from '../host/mounted';
import { frameOfSeries, onStudyChange, studyObjects } from '../host/studyObjects';
import type { SideBySide } from '../host/sideBySide';
import type { OverlayControl } from '../overlay/OverlayControl';
import { paneName, type ResultRow } from '../results/rows';
import type { FindingsReview } from '../review/FindingsReview';
import type { ResultVerdicts } from '../review/ResultVerdicts';
import type { RunData } from '../run/RunData';
import type { WorkbenchState } from '../run/state';
import { Store } from '../run/Store';
import { readObjects } from './objects';
import { openWork } from './openWork';
import { newReports } from './previous';
import { type Candidate, type FoundWork, linkSource, type LinkedSource, objectsOf, worksOf } from './works';

/** A work in the archive, with its source in the viewer. */
export interface FoundCard extends FoundWork {
  link: LinkedSource;
  /** The model that is installed under the same name, where it is another one. */
  older: { installed: string | undefined } | undefined;
}

export interface FoundState {
  cards: readonly FoundCard[];
  /** Works whose card the reader has put away. */
  hidden: readonly string[];
  /** The whole section is put away. */
  away: boolean;
  /** Share that was read, of the works that are being opened. */
  opening: Readonly<Record<string, number>>;
  problems: Readonly<Record<string, ErrorData | undefined>>;
}

/** Where a finding lies, as the viewer counts slices, from 1. */
export interface FoundPlace {
  slice: number;
  first: number;
  last: number;
}

export interface FoundParts {
  store: Store<WorkbenchState>;
  runs: RunData;
  overlay: Pick<OverlayControl, 'change' | 'look'>;
  review: Pick<FindingsReview, 'restore' | 'store'>;
  verdicts: Pick<ResultVerdicts, 'say'>;
  /** Key of what a filing holds of a result beside its pixels. */
  stateOf: (row: ResultRow) => string;
  /** Name of the data source that is stored to, where it is another one. */
  target: string | undefined;
  /** Puts a result that is live already on screen. */
  show: (uid: string) => Promise<void>;
  panes: Pick<SideBySide, 'showPair'>;
}

/** What earlier visits, and other readers, have filed of the studies in the viewer: found without a click, and live again by one. */
export class Found {
  readonly store = new Store<FoundState>({ cards: [], hidden: [], away: false, opening: {}, problems: {} });
  private stops: (() => void)[] = [];
  private readonly ending = new AbortController();
  /** What was seen last; a study of many series is not read again at every event. */
  private seen = '';
  private engine: WorkbenchState['engine'] | undefined;
  private works: readonly FoundWork[] = [];
  /** Versions that the archive has and the viewer does not know. */
  private later: FiledReport[] = [];
  /** Works of runs that were opened here. */
  private readonly ofRuns = new Map<string, string>();
  private readonly stacks = new Map<string, Stack | undefined>();

  constructor(private readonly parts: FoundParts) {}

  /** Begins to listen to the viewer. */
  open(): void {
    const { store } = this.parts;
    this.stops = [onStudyChange(() => this.look()), store.subscribe(() => this.engineChanged())];
    this.look();
  }

  /** What is being read is let go. */
  close(): void {
    this.ending.abort();
    this.stops.forEach((stop) => stop());
    this.stops = [];
  }

  /** Puts a card away for this visit, or takes it out again. */
  hide(work: string, yes: boolean): void {
    const others = this.store.get().hidden.filter((one) => one !== work);
    this.store.set({ hidden: yes ? [...others, work] : others });
  }

  /** The same with all of them. */
  putAway(yes: boolean): void {
    this.store.set({ away: yes });
  }

  /** The result of a work that was opened in this visit; undefined once it was removed. */
  rowOf(work: string): ResultRow | undefined {
    return this.parts.store.get().results.find(({ id }) => this.ofRuns.get(id) === work);
  }

  /** Where a finding lies on the source; undefined where that is not known. */
  placeOf({ link }: FoundCard, { point, slices }: FiledFinding): FoundPlace | undefined {
    const stack = this.stackOf(link.displaySetUID);
    if (!stack || !slices || slices[1] >= stack.count) return undefined;
    const [one = 0, other = 0] = slices.map((k) => stack.listedAt(k) + 1);
    const slice = point ? stack.listedAt(stack.toPixel(point).slice) + 1 : one;
    return { slice, first: Math.min(one, other), last: Math.max(one, other) };
  }

  /** Every viewport of the patient's position shows the finding; where none can, the source is opened first. Nothing else need be loaded. */
  async jump({ link }: FoundCard, { point }: FiledFinding): Promise<void> {
    const uid = link.displaySetUID;
    if (link.problem || uid === undefined || !point) throw new DiffusionError(link.problem ?? 'FOUND_SOURCE_MISSING');
    const to: [number, number, number] = [...(point satisfies Vector3)];
    const frame = frameOfSeries(uid);
    if (jumpEverywhere(frame, to) > 0) return;
    await showSeries(uid);
    const viewportId = activeViewportId();
    if (viewportId !== undefined) await mounted([viewportId], [uid], () => !this.ending.signal.aborted);
    jumpEverywhere(frame, to);
  }

  /** Makes a filed result live again, with what was said of it; one that is live is shown. */
  async openCard(card: FoundCard): Promise<void> {
    const { work } = card;
    const live = this.rowOf(work);
    if (live) return this.parts.show(live.uid);
    if (this.store.get().opening[work] !== undefined) return;
    this.told(work, 0, undefined);
    try {
      const { store } = this.parts;
      const { engine } = store.get();
      const { row, runId } = await openWork(card, {
        ...this.parts,
        models: engine.state === 'ready' ? engine.models : [],
        signal: this.ending.signal,
        tell: (share) => this.told(work, share, undefined),
      });
      this.ofRuns.set(runId, work);
      store.set({ results: [...store.get().results, row] });
      this.told(work, undefined, undefined);
      await this.present(row);
    } catch (thrown) {
      // Whoever has left is told nothing.
      if (this.ending.signal.aborted) return;
      this.told(work, undefined, DiffusionError.from(thrown).toData());
    }
  }

  /** Key in the archive of the work that a run is the result of; undefined where it was not opened from there. */
  workOf(runId: string): string | undefined {
    return this.ofRuns.get(runId);
  }

  /**
   * What the archive holds of a work, its reports too. Where it cannot be asked for newer versions, what was seen when the study was opened.
   *
   * @param report the series of its reports
   */
  async archivedOf(work: string, report: { studyUid: string; seriesUid: string }): Promise<Archived | undefined> {
    // An archive that does not answer is told when something is sent.
    await this.lookAgain(report, this.ending.signal).catch(() => undefined);
    const known = this.works.find((one) => one.work === work);
    const reports = this.reportsOf(work);
    const newest = newestReport(reports);
    if (!known && !newest) return undefined;
    return {
      ...{ work, series: [], report: newest && previousOf(newest), rejected: known?.rejected ?? false },
      instances: objectsOf({ series: known?.series ?? [], reports }),
    };
  }

  /**
   * Asks the archive for versions of a report that were filed since the study was opened.
   *
   * @throws DiffusionError ARCHIVE_…, CANCELLED
   */
  private async lookAgain(name: { studyUid: string; seriesUid: string }, signal: AbortSignal): Promise<void> {
    const archive = viewerArchive(this.parts.target);
    if (!archive) return;
    const known = new Set([...this.works.flatMap(({ reports }) => reports), ...this.later].map(({ sopInstanceUid }) => sopInstanceUid));
    const found = await newReports(archive, name, known, signal);
    if (found.length === 0) return;
    this.later = [...this.later, ...found];
    this.seen = '';
    this.look();
  }

  /** Beside its source; where the slice on screen has nothing of it, on one that has. */
  private async present({ id, uid, note, window, focus }: ResultRow): Promise<void> {
    const fromViewportId = activeViewportId();
    const seen = fromViewportId === undefined ? undefined : visibleImageId(fromViewportId);
    const at = seen !== undefined && focus?.includes(seen) ? undefined : focus?.[focus.length >> 1];
    const name = paneName(id, 'pair');
    await this.parts.panes.showPair({ name, sourceUID: note.sourceUID, resultUID: uid, fromViewportId, fallbackWindow: window, at });
  }

  private reportsOf(work: string): FiledReport[] {
    const known = this.works.find((one) => one.work === work)?.reports ?? [];
    const uids = new Set(known.map(({ sopInstanceUid }) => sopInstanceUid));
    return [...known, ...this.later.filter((one) => one.work === work && !uids.has(one.sopInstanceUid))];
  }

  private look(): void {
    const objects = studyObjects();
    const seen = objects.map(({ displaySetUID, instances }) => `${displaySetUID} ${instances.length}`).join('\n');
    if (seen === this.seen) return;
    this.seen = seen;
    const found = readObjects(objects);
    const own = new Set(found.series.map(({ displaySetUID }) => displaySetUID));
    const uids = new Set(found.reports.map(({ sopInstanceUid }) => sopInstanceUid));
    const viewer = new Set([...found.series.map(({ record }) => record.work), ...found.reports.map(({ work }) => work)]);
    // What was filed in this visit is on screen already: a card of its own is for what the viewer has found in the archive.
    const later = this.later.filter((one) => viewer.has(one.work) && !uids.has(one.sopInstanceUid));
    this.works = worksOf({ ...found, reports: [...found.reports, ...later] });
    this.stacks.clear();
    const candidates = objects
      .filter(({ displaySetUID }) => !own.has(displaySetUID))
      .map(({ displaySetUID, seriesUid, label, instances }): Candidate => ({
        ...{ displaySetUID, seriesUid, label },
        frameOfReference: () => frameOfSeries(displaySetUID),
        has: (uid) => instances.some(({ SOPInstanceUID }) => SOPInstanceUID === uid),
      }));
    this.setCards(this.works.map((work) => ({ ...work, link: linkSource(work, candidates), older: undefined })));
  }

  private engineChanged(): void {
    const { engine } = this.parts.store.get();
    if (engine === this.engine) return;
    this.engine = engine;
    this.setCards(this.store.get().cards);
  }

  private setCards(cards: readonly FoundCard[]): void {
    if (cards.length === 0 && this.store.get().cards.length === 0) return;
    this.store.set({ cards: cards.map((card) => ({ ...card, older: this.olderThan(card.provenance.model) })) });
  }

  /** undefined as well while nobody knows what is installed. */
  private olderThan({ id, sha256 }: UsedModel): FoundCard['older'] {
    const { engine } = this.parts.store.get();
    if (engine.state !== 'ready') return undefined;
    const installed = engine.models.find((model) => model.id === id)?.manifest;
    return installed?.file.sha256 === sha256 ? undefined : { installed: installed?.version };
  }

  private stackOf(displaySetUID: string | undefined): Stack | undefined {
    if (displaySetUID === undefined) return undefined;
    if (!this.stacks.has(displaySetUID)) this.stacks.set(displaySetUID, stackOfSeries(displaySetUID));
    return this.stacks.get(displaySetUID);
  }

  private told(work: string, share: number | undefined, problem: ErrorData | undefined): void {
    const { opening, problems } = this.store.get();
    const { [work]: _, ...others } = opening;
    this.store.set({ opening: share === undefined ? others : { ...others, [work]: share }, problems: { ...problems, [work]: problem } });
  }
}

/** undefined where the slices are no stack. */
function stackOfSeries(displaySetUID: string): Stack | undefined {
  const series = planesOf(displaySetUID);
  try {
    return series && stackOf({ ...series, slicewise: true });
  } catch {
    return undefined;
  }
}
