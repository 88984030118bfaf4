import { onActiveSeriesChange } from '../host/activeSeries';
import { sourcesInViewer } from '../host/displaySets';
import { holdPage, onPageHidden } from '../host/navigation';
import type { Found } from '../found/Found';
import type { OverlayControl } from '../overlay/OverlayControl';
import type { ResultRow } from '../results/rows';
import type { FindingsReview } from '../review/FindingsReview';
import type { ResultVerdicts } from '../review/ResultVerdicts';
import { isUnfiled } from '../review/reviewOf';
import type { RunControl } from '../run/RunControl';
import type { RunData } from '../run/RunData';
import { doubtKey, type WorkbenchState } from '../run/state';
import { isActive } from '../run/job';
import { Store } from '../run/Store';
import { describe } from './describe';
import { fingerprint } from './hashes';
import { judged, newOffers, type Offer, Sources } from './Offers';
import { putBack, type Restorers } from './putBack';
import { writeStudy } from './storage';

export interface KeepState {
  offers: readonly Offer[];
  /** Some of them are being made. */
  making: boolean;
  /** Runs that were made again, but not with the pixels of before. */
  differing: readonly string[];
  /** Ids of runs and offers that there is no room for: they are gone with the page. */
  unkept: readonly string[];
}

export interface KeepParts extends Restorers {
  store: Store<WorkbenchState>;
  runs: Pick<RunData, 'get'>;
  /** False where the site files nothing: then nobody is held. */
  reminds: boolean;
  control: () => Pick<RunControl, 'run'>;
  overlay: Restorers['overlay'] & Pick<OverlayControl, 'store'>;
  review: Restorers['review'] & Pick<FindingsReview, 'store'>;
  verdicts: Restorers['verdicts'] & Pick<ResultVerdicts, 'store'>;
  found: Pick<Found, 'store' | 'openCard'>;
}

/** Of a run, as it is known while the viewer still has its series. */
interface Origin {
  studyUID: string;
  source: string;
  pixels?: string;
}

/** Changes come in bursts: a slider, a comment as it is typed. */
const REST_MS = 300;

/**
 * What would be lost with the page is not: how unfiled results were made, or which work of the archive they are, and what was said of them, lies in the
 * tab's own storage until they are filed or removed. After a reload they are offered to be made, or opened, again, and what was said is put back on them.
 */
export class Keep {
  readonly store = new Store<KeepState>({ offers: [], making: false, differing: [], unkept: [] });
  private readonly origins = new Map<string, Origin>();
  private readonly looked = new Set<string>();
  private readonly hashes = new Sources();
  private stops: (() => void)[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Ids of offers that wait to be made, and the job that makes one. */
  private queue: string[] = [];
  private jobId: string | undefined;
  private release: (() => void) | undefined;

  constructor(private readonly parts: KeepParts) {}

  open(): void {
    const { store, overlay, review, verdicts, found } = this.parts;
    let before = store.get();
    const onState = () => {
      const [then, now] = [before, store.get()];
      before = now;
      if (now.results !== then.results) this.onResults(now.results);
      if (now.engine.state !== then.engine.state) this.look();
      this.watch();
    };
    this.stops = [
      store.subscribe(onState),
      ...[overlay.store, review.store, verdicts.store].map((one) => one.subscribe(() => this.writeSoon())),
      onActiveSeriesChange(() => this.look()),
      // What lies in the archive is known some time after the series.
      found.store.subscribe(() => this.store.get().offers.some(({ work }) => work !== undefined) && this.look()),
      onPageHidden(() => this.write()),
    ];
    this.look();
  }

  close(): void {
    if (this.stops.length === 0) return;
    clearTimeout(this.timer);
    this.write();
    this.stops.forEach((stop) => stop());
    this.stops = [];
    this.release?.();
    this.release = undefined;
  }

  /** Makes again what can be, one after the other. */
  makeAgain(): void {
    if (this.store.get().making) return;
    this.queue = this.store.get().offers.flatMap(({ id, problem }) => (problem ? [] : [id]));
    this.makeNext();
  }

  /** Forgets what was kept of results that are not there. */
  discard(): void {
    this.queue = [];
    this.offer([]);
    this.write();
  }

  private look(): void {
    const sources = sourcesInViewer();
    const offers = [...this.store.get().offers, ...newOffers(sources, this.looked)];
    if (offers.length > 0)
      this.offer(judged(offers, sources, this.hashes, this.parts.store.get().engine, new Set(this.cards().map(({ work }) => work))));
  }

  private cards = () => this.parts.found.store.get().cards;

  /** Words that are on no result yet are gone with the tab: it is not closed without a question. */
  private offer(offers: readonly Offer[]): void {
    this.store.set({ offers });
    const words = offers.some(({ said, findings }) => Object.keys(said).length + Object.keys(findings).length > 0);
    if (words && this.parts.reminds) this.release ??= holdPage();
    else {
      this.release?.();
      this.release = undefined;
    }
  }

  private makeNext(): void {
    const offer = this.store.get().offers.find(({ id }) => id === this.queue[0]);
    this.queue.shift();
    const card = offer?.work === undefined ? undefined : this.cards().find(({ work }) => work === offer.work);
    if (card) {
      this.store.set({ making: true });
      // What cannot be read is told on its card, and is still offered.
      void this.parts.found.openCard(card).finally(() => this.makeNext());
      return;
    }
    // Starting is told to whoever listens, this one too.
    this.jobId = undefined;
    this.jobId = offer && this.start(offer);
    // What cannot be started was told why, and is still offered.
    if (offer && this.jobId === undefined) return this.makeNext();
    this.store.set({ making: this.jobId !== undefined });
  }

  private start({ id, task, settings, series, confirmed }: Offer): string | undefined {
    const { store, control } = this.parts;
    if (!series || !settings) return undefined;
    // The reader has confirmed it before, of the same series and the same model.
    if (confirmed) store.set({ confirmed: [...store.get().confirmed, doubtKey(series.uid, settings.modelId)] });
    return control().run({ task, settings, displaySetUID: series.uid, again: id });
  }

  /** Goes on when a job has ended; a reader who cancels one means all of them. */
  private watch(): void {
    if (this.jobId === undefined) return;
    const job = this.parts.store.get().jobs.find(({ id }) => id === this.jobId);
    if (job && isActive(job)) return;
    if (!job || job.state === 'cancelled') this.queue = [];
    this.makeNext();
  }

  private onResults(results: readonly ResultRow[]): void {
    for (const row of results) if (!this.origins.has(row.id)) this.arrived(row);
    this.writeSoon();
  }

  private arrived(row: ResultRow): void {
    const source = sourcesInViewer().find(({ uid }) => uid === row.note.sourceUID);
    if (!source) return;
    const origin: Origin = { studyUID: source.studyUID, source: this.hashes.hash(source) };
    this.origins.set(row.id, origin);
    const work = this.parts.runs.get(row.id)?.work;
    const offer = this.store.get().offers.find((one) => one.id === row.again || (work !== undefined && one.work === work));
    if (offer) {
      this.offer(this.store.get().offers.filter((one) => one !== offer));
      // Later: whoever hears of the new row now has not got it in the state yet.
      queueMicrotask(() => putBack(offer, row, this.parts));
    }
    const [layer] = this.parts.runs.get(row.id)?.result.layers ?? [];
    if (layer) void fingerprint(layer.slices).then((pixels) => this.compared(row.id, Object.assign(origin, { pixels }), offer));
  }

  private compared(runId: string, { pixels }: Origin, offer: Offer | undefined): void {
    if (offer?.pixels !== undefined && offer.pixels !== pixels) this.store.set({ differing: [...this.store.get().differing, runId] });
    this.writeSoon();
  }

  private writeSoon(): void {
    if (this.stops.length > 0)
      this.timer ??= setTimeout(() => {
        this.timer = undefined;
        this.write();
      }, REST_MS);
  }

  /** All of them, so that nothing is left of what was filed or removed. */
  private write(): void {
    const { store, runs, overlay, review, verdicts } = this.parts;
    const said = { looks: overlay.store.get().looks, reviews: review.store.get().reviews, said: verdicts.store.get().said };
    const ofRun = new Map<string, string>();
    const now = store.get().results.flatMap((row) => {
      const [origin, delivery] = [this.origins.get(row.id), runs.get(row.id)];
      if (!origin || !delivery || !isUnfiled(row, this.parts)) return [];
      const kept = describe(row, { source: origin.source, pixels: origin.pixels, delivery, ...said });
      if (kept) ofRun.set(kept.id, row.id);
      return kept ? [{ studyUID: origin.studyUID, kept }] : [];
    });
    const offered = this.store.get().offers.map(({ studyUID, series: _, problem: __, ...kept }) => ({ studyUID, kept }));
    const all = [...offered, ...now];
    const dropped = [...this.looked].flatMap((uid) =>
      writeStudy(
        uid,
        all.flatMap(({ studyUID, kept }) => (studyUID === uid ? [kept] : [])),
      ),
    );
    const unkept = dropped.map(({ id }) => ofRun.get(id) ?? id);
    if (unkept.join() !== this.store.get().unkept.join()) this.store.set({ unkept });
  }
}
