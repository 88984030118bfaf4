import { at } from '../../src/core/at';
import { texts } from '../../src/dicom/sourceHeader';
import { seriesUidOf } from '../../src/filing/series';
import { fileWork } from '../../src/archive/fileWork';
import { missingOf, type FilingOutcome } from '../../src/archive/outcome';
import { DiffusionError, type ErrorData, type Remark } from '../../src/core/errors';
import { inSteps } from '../../src/core/steps';
import type { Filing } from '../../src/filing/Filing';
import type { InstancePointer } from '../../src/filing/references';
import { type FilingInput, planSteps, workSteps } from '../../src/filing/plan';
import { viewerArchive } from '../host/archive';
import { ui } from '../i18n';
import { notifyDone, notifyInfo, orNotify } from '../i18n/notices';
import type { FiledNote, ResultRow } from '../results/rows';
import type { RunData } from '../run/RunData';
import { pacing } from '../run/pieces';
import { Store } from '../run/Store';
import type { SiteFiling } from '../host/settings';
import type { ResultVerdicts } from '../review/ResultVerdicts';
import { filedKey } from '../review/reviewOf';
import { type Archived, archivedWith, together } from './archived';
import { filedPointer } from './filedPointer';
import { gather, type GatherParts } from './gather';
import { identityOf } from './identity';
import { saveZip } from './save';
import { sourceUnchanged } from './sourceUnchanged';
import { type FilingState, type FilingStep, leaveOut, sizeOf } from './state';

export interface DeskParts extends Omit<GatherParts, 'site' | 'verdicts'> {
  verdicts: Pick<ResultVerdicts, 'store' | 'say'>;
  runs: Pick<RunData, 'get'>;
  site: SiteFiling;
  row(runId: string): ResultRow | undefined;
  /** What lies in the archive of a work, as far as it is known; asks there for reports that came in since the study was opened. */
  archivedOf(work: string, report: { studyUid: string; seriesUid: string }): Promise<Archived | undefined>;
  /** Has a row say what of it lies in the archive. */
  note(runId: string, filed: FiledNote): void;
}

/** What a filing is for: to reject what lies in the archive, and which state of the reader's words it holds. */
type Sent = Pick<Extract<FilingStep, { step: 'preview' }>, 'rejects' | 'of'>;

const errorOf = ({ code, ...numbers }: Remark): ErrorData => new DiffusionError(code, numbers).toData();
const two = (n: number) => String(n).padStart(2, '0');

/** Follows from something else, which the reader must know. */
const CONSEQUENCES: ReadonlySet<string> = new Set(['ARCHIVE_PARTIAL', 'REPORT_WAITS', 'ARCHIVE_WARNED']);

/** The first thing that kept an object from the archive. */
const causeOf = ({ remark, remarks }: FilingOutcome): Remark =>
  remarks.find(({ code }) => !CONSEQUENCES.has(code)) ?? remark ?? { code: 'ARCHIVE_PARTIAL' };

/** How many objects of each series are verified. */
const verifiedIn = ({ instances }: Pick<FilingOutcome, 'instances'>): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { seriesUid, state } of instances) if (state === 'verified') counts[seriesUid] = (counts[seriesUid] ?? 0) + 1;
  return counts;
};

/**
 * Brings results from the viewer to the archive and to files. Nothing leaves before the reader has seen what it is and has accepted; a
 * result counts as filed only when everything was found again.
 */
export class FilingDesk {
  readonly store = new Store<FilingState>({ open: undefined, steps: {} });
  private readonly inputs = new Map<string, FilingInput>();
  private readonly sending = new Map<string, AbortController>();
  /** What was verified in the archive, by run. */
  private readonly archived = new Map<string, Archived>();
  /** Strength of the picture that was filed. */
  private readonly strengths = new Map<string, number | undefined>();
  /** Runs of which the reader has left something out. */
  private readonly lacking = new Set<string>();
  /** Counts the previews: what a later one has overtaken is dropped. */
  private turn = 0;

  constructor(private readonly parts: DeskParts) {}

  /** Whether the site lets results be filed. */
  get enabled(): boolean {
    return this.parts.site.enabled;
  }

  /** The archive that is stored to, as the site calls it; undefined where there is none that stores. */
  get target(): string | undefined {
    const archive = viewerArchive(this.parts.site.target);
    return archive?.stowUrl === undefined ? undefined : archive.name;
  }

  /** Shows what would be filed; or how far the filing is, where it has begun. */
  open(runId: string): Promise<void> {
    return this.preview(runId, false);
  }

  /** Shows what would be filed to reject what lies in the archive: nothing is deleted there. */
  openRejection(runId: string): Promise<void> {
    return this.preview(runId, true);
  }

  /** Takes a series out of what is filed, or puts it back. */
  toggle(runId: string, seriesUid: string): void {
    const state = this.step(runId);
    if (state?.step !== 'preview') return;
    const left = state.left.includes(seriesUid) ? state.left.filter((uid) => uid !== seriesUid) : [...state.left, seriesUid];
    this.set(runId, { ...state, left });
  }

  /** The reader has seen the preview and wants it sent. */
  async accept(runId: string): Promise<void> {
    const state = this.step(runId);
    const input = this.inputs.get(runId);
    if (state?.step !== 'preview' || !input) return;
    // Planned anew, so that the report refers to nothing that is left out.
    const { left, rejects } = state;
    try {
      const filing = left.length === 0 ? state.filing : await this.planned(runId, { ...input, leave: leaveOut(state.filing, left) });
      // Closed meanwhile.
      if (this.step(runId) !== state) return;
      const reported = !state.filing.series.some(({ role, seriesUid }) => role === 'report' && left.includes(seriesUid));
      if (left.length > 0) this.lacking.add(runId);
      else this.lacking.delete(runId);
      const of = rejects ? this.rejected(runId, input) : state.of;
      // Words that no report tells are not filed.
      await this.send(runId, filing, { rejects, of: reported ? of : `${of} without a report` });
    } catch (thrown) {
      this.set(runId, { step: 'failed', filing: state.filing, error: DiffusionError.from(thrown).toData() });
    }
  }

  /** Sends again what could not be verified, with the same UIDs and the same bytes. */
  async retry(runId: string): Promise<void> {
    const state = this.step(runId);
    if (state?.step === 'partial') await this.send(runId, state.filing, state, state);
  }

  /** Looks anew at what would be filed: something may be left out, or said otherwise, that the archive does not take. */
  async again(runId: string): Promise<void> {
    const state = this.step(runId);
    if (state?.step !== 'partial') return;
    this.set(runId, undefined);
    await this.preview(runId, state.rejects);
  }

  /** Ends the sending; what is verified by then stays so. */
  stop(runId: string): void {
    this.sending.get(runId)?.abort();
  }

  /** Closes the dialog; a filing that has begun goes on, one that was only looked at is forgotten. */
  closeDialog(): void {
    const { open } = this.store.get();
    const state = open === undefined ? undefined : this.step(open);
    this.store.set({ open: undefined });
    if (open === undefined || state?.step === 'sending' || state?.step === 'partial') return;
    this.turn += 1;
    this.inputs.delete(open);
    this.set(open, undefined);
  }

  /** Opens the dialog and waits until the reader has closed it. */
  async openAndWait(runId: string): Promise<void> {
    await this.open(runId);
    await new Promise<void>((resolve) => {
      const stop = this.store.subscribe(() => {
        if (this.store.get().open === runId) return;
        stop();
        resolve();
      });
      if (this.store.get().open !== runId) {
        stop();
        resolve();
      }
    });
  }

  /** Where the archive holds an image of a result of this visit; undefined as long as it was not verified there. */
  filedAs(imageId: string): InstancePointer | undefined {
    for (const [runId, { series }] of this.archived) {
      const [row, delivery] = [this.parts.row(runId), this.parts.runs.get(runId)];
      if (row && this.restrengthened(row)) continue;
      const pointer = row && delivery && filedPointer(row, series, delivery.stack, imageId);
      if (pointer) return pointer;
    }
    return undefined;
  }

  /** As files, with the same bytes: what the dialog shows, or all of the result. */
  async download(runId: string): Promise<void> {
    await orNotify(async () => {
      const row = this.parts.row(runId);
      const delivery = this.parts.runs.get(runId);
      if (!row || !delivery) return;
      const state = this.step(runId);
      const open = state?.step === 'preview' || state?.step === 'sending' || state?.step === 'partial';
      const input = (open ? this.inputs.get(runId) : undefined) ?? (await gather(row, delivery, this.parts));
      const shown = state && 'filing' in state ? state.filing : undefined;
      const left = state?.step === 'preview' ? state.left : [];
      // All of it, whatever of it lies in the archive already.
      const whole = { ...input, ...(shown && left.length > 0 && { leave: leaveOut(shown, left) }) };
      const filing = await inSteps(planSteps(whole), pacing());
      await saveZip(filing, input.review, delivery.stack);
      notifyDone(ui.filing.saved(sizeOf(filing).objects));
    });
  }

  /** Whether it lies in the archive, and was not rejected there. */
  rejectable = (row: ResultRow): boolean =>
    row.filed?.verified === true && !this.archived.get(row.id)?.rejected && !this.restrengthened(row);

  /** Whether the reader has left something out of what was filed. */
  isLacking = (runId: string): boolean => this.lacking.has(runId);

  /** Whether verdicts, comments or strength are others than those that were filed. */
  changedSince(row: ResultRow): boolean {
    return row.filed !== undefined && row.filed.of !== filedKey(row, this.parts);
  }

  objectsOf(runId: string): number {
    const state = this.step(runId);
    return state && 'filing' in state && state.filing ? sizeOf(state.filing).objects : 0;
  }

  forget(runId: string): void {
    this.stop(runId);
    this.inputs.delete(runId);
    this.archived.delete(runId);
    this.strengths.delete(runId);
    this.lacking.delete(runId);
    this.turn += 1;
    if (this.store.get().open === runId) this.store.set({ open: undefined });
    this.set(runId, undefined);
  }

  /** What is being sent is stopped: the page that would verify it is gone. */
  close(): void {
    this.sending.forEach((controller) => controller.abort());
  }

  private async preview(runId: string, rejects: boolean): Promise<void> {
    const { step } = this.step(runId) ?? {};
    this.store.set({ open: runId });
    if (step === 'sending' || step === 'partial') return;
    this.set(runId, { step: 'preparing' });
    const turn = ++this.turn;
    try {
      const { input, of } = await this.gathered(runId, rejects);
      const filing = await this.planned(runId, input);
      if (turn !== this.turn) return;
      this.inputs.set(runId, input);
      this.set(runId, { step: 'preview', filing, left: [], rejects, of });
    } catch (thrown) {
      if (turn !== this.turn) return;
      this.set(runId, { step: 'failed', filing: undefined, error: DiffusionError.from(thrown).toData() });
    }
  }

  private async gathered(runId: string, rejects: boolean): Promise<{ input: FilingInput; of: string }> {
    const [row, delivery] = [this.parts.row(runId), this.parts.runs.get(runId)];
    if (!row || !delivery) throw new DiffusionError('INTERNAL', { measured: 'a result that was removed' });
    const input = await gather(row, delivery, this.parts);
    const work = input.work ?? (await inSteps(workSteps(input), pacing()));
    const studyUid = texts(at(input.sources, 0).header, 'StudyInstanceUID')[0] ?? '';
    const there = await this.parts.archivedOf(work, { studyUid, seriesUid: seriesUidOf(work, { beside: 'report' }) });
    const known = this.archived.get(runId);
    // A picture at another strength is another work, with a report of its own.
    const before = together(known?.work === work ? known : undefined, there);
    if (before) this.archived.set(runId, before);
    const review = rejects ? { ...input.review, verdict: 'rejected' as const } : input.review;
    const whole = { ...input, work, review, said: new Date(), previous: before?.report, ...(rejects && { rejected: before?.instances }) };
    return { input: whole, of: filedKey(this.parts.row(runId) ?? row, this.parts, input.review) };
  }

  /** The reader rejects it: said only now, so that a dialog that was cancelled has said nothing. */
  private rejected(runId: string, { review }: FilingInput): string {
    this.parts.verdicts.say(runId, { verdict: 'rejected' });
    const row = this.parts.row(runId);
    return row ? filedKey(row, this.parts, review) : '';
  }

  /** Whether the picture is no longer the one that was filed. */
  private restrengthened = ({ id, note }: ResultRow): boolean => this.strengths.has(id) && this.strengths.get(id) !== note.strength;

  /** What is to be sent: without the series that lie in the archive as they are. */
  private async planned(runId: string, input: FilingInput): Promise<Filing> {
    const filing = await inSteps(planSteps(input), pacing());
    // Of a work that was made again nothing is believed: the archive is asked for all of it.
    const filed = this.parts.row(runId)?.filed ? this.archived.get(runId)?.instances : [];
    const known = new Set(filed?.map(({ sopInstanceUid }) => sopInstanceUid));
    const series = filing.series.filter(({ instances }) => !instances.every(({ sopInstanceUid }) => known.has(sopInstanceUid)));
    return { ...filing, series };
  }

  private async send(
    runId: string,
    filing: Filing,
    { rejects, of }: Sent,
    before?: Extract<FilingStep, { step: 'partial' }>,
  ): Promise<void> {
    const [row, delivery] = [this.parts.row(runId), this.parts.runs.get(runId)];
    const archive = viewerArchive(this.parts.site.target);
    if (!row || !delivery || this.sending.has(runId)) return;
    if (!archive) return this.set(runId, { step: 'failed', filing, error: errorOf({ code: 'ARCHIVE_NO_STOW' }) });
    const controller = new AbortController();
    this.sending.set(runId, controller);
    const { strength } = row.note;
    const verified: Record<string, Set<string>> = {};
    const tell = (uid: string, seriesUid: string) => {
      (verified[seriesUid] ??= new Set()).add(uid);
      this.set(runId, {
        step: 'sending',
        filing,
        verified: Object.fromEntries(Object.entries(verified).map(([key, { size }]) => [key, size])),
      });
    };
    this.set(runId, { step: 'sending', filing, verified: before?.verified ?? {} });
    try {
      const read = viewerArchive();
      if (read && !(await sourceUnchanged(delivery, read, controller.signal))) {
        this.set(runId, { step: 'failed', filing, error: errorOf({ code: 'SOURCE_CHANGED' }) });
        return;
      }
      const outcome = await fileWork(filing, archive, {
        ...{ signal: controller.signal, pause: pacing() },
        identity: { ...identityOf(delivery), mayBeNew: this.parts.site.target !== undefined },
        ...(before && { only: new Set(before.missing) }),
        tell: ({ instance: { sopInstanceUid, seriesUid, state } }) => state === 'verified' && tell(sopInstanceUid, seriesUid),
      });
      this.settle(runId, filing, outcome, { rejects, of }, strength);
    } finally {
      this.sending.delete(runId);
    }
  }

  private settle(runId: string, filing: Filing, outcome: FilingOutcome, { rejects, of }: Sent, strength: number | undefined): void {
    // The reader may have removed the result meanwhile.
    if (!this.parts.row(runId)) return;
    const at = new Date();
    if (outcome.complete) {
      // Whoever has closed the dialog sees it on the card; the filing would hold the pixels.
      this.set(runId, this.store.get().open === runId ? { step: 'filed', filing, already: outcome.alreadyFiled, at } : undefined);
      // Pixels are held for a retry alone.
      this.inputs.delete(runId);
      this.strengths.set(runId, strength);
      this.archived.set(runId, archivedWith(this.archived.get(runId), filing));
      this.parts.note(runId, { verified: true, of, at: `${two(at.getHours())}:${two(at.getMinutes())}` });
      notifyDone(outcome.alreadyFiled ? `${ui.filing.filed}. ${ui.filing.already}` : `${ui.filing.filed}.`);
      return;
    }
    const error = errorOf(causeOf(outcome));
    this.set(runId, { step: 'partial', filing, verified: verifiedIn(outcome), missing: [...missingOf(outcome)], rejects, of, error });
    notifyInfo(ui.filing.partial(missingOf(outcome).size, outcome.instances.length));
  }

  private step = (runId: string): FilingStep | undefined => this.store.get().steps[runId];

  private set(runId: string, state: FilingStep | undefined): void {
    this.store.set({ steps: { ...this.store.get().steps, [runId]: state } });
  }
}
