import { missingOf, type FilingOutcome } from '../../src/archive/outcome';
import { DiffusionError } from '../../src/core/errors';
import type { Filing } from '../../src/filing/Filing';
import { inSteps } from '../../src/core/steps';
import { type FilingInput, planSteps } from '../../src/filing/plan';
import { viewerArchive } from '../host/archive';
import { ui } from '../i18n';
import { notifyDone, notifyInfo, orNotify } from '../i18n/notices';
import type { FiledNote, ResultRow } from '../results/rows';
import { pacing } from '../run/pieces';
import { Store } from '../run/Store';
import type { SiteFiling } from '../host/settings';
import type { ResultVerdicts } from '../review/ResultVerdicts';
import { filedKey } from '../review/reviewOf';
import { gather } from './gather';
import { planned, type PlanParts, prepare } from './prepare';
import { saveZip } from './save';
import { sendFiling } from './sendFiling';
import { causeOf, errorOf, type FilingState, type FilingStep, leaveOut, sizeOf, verifiedIn } from './state';

export interface DeskParts extends PlanParts {
  verdicts: Pick<ResultVerdicts, 'store' | 'say'>;
  site: SiteFiling;
  /** Has a row say what of it lies in the archive. */
  note(runId: string, filed: FiledNote): void;
}

/** What a filing is for: to reject what lies in the archive, and which state of the reader's words it holds. */
type Sent = Pick<Extract<FilingStep, { step: 'preview' }>, 'rejects' | 'of'>;

const two = (n: number) => String(n).padStart(2, '0');

/**
 * Brings results from the viewer to the archive and to files. Nothing leaves before the reader has seen what it is and has accepted; a
 * result counts as filed only when everything was found again.
 */
export class FilingDesk {
  readonly store = new Store<FilingState>({ open: undefined, steps: {} });
  private readonly inputs = new Map<string, FilingInput>();
  private readonly sending = new Map<string, AbortController>();
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
    let { filing } = state;
    try {
      if (left.length > 0) filing = await planned(runId, { ...input, leave: leaveOut(state.filing, left) }, this.parts);
    } catch (thrown) {
      if (this.step(runId) !== state) return;
      return this.set(runId, { step: 'failed', filing, rejects, error: DiffusionError.from(thrown).toData() });
    }
    // Closed meanwhile.
    if (this.step(runId) !== state) return;
    const reported = !state.filing.series.some(({ role, seriesUid }) => role === 'report' && left.includes(seriesUid));
    if (left.length > 0) this.lacking.add(runId);
    else this.lacking.delete(runId);
    const of = rejects ? this.rejected(runId, input) : state.of;
    // Words that no report tells are not filed.
    await this.send(runId, filing, { rejects, of: reported ? of : `${of} without a report` });
  }

  /** Sends again what could not be verified, with the same UIDs and the same bytes. */
  async retry(runId: string): Promise<void> {
    const state = this.step(runId);
    if (state?.step === 'partial') await this.send(runId, state.filing, state, state);
  }

  /** Looks anew at what would be filed: something may be left out, or said otherwise, that the archive does not take; or it may answer now. */
  async again(runId: string): Promise<void> {
    const state = this.step(runId);
    if (state?.step !== 'partial' && state?.step !== 'failed') return;
    this.set(runId, undefined);
    await this.preview(runId, state.rejects);
  }

  /** Whether something of it is on its way to the archive. */
  isSending = (runId: string): boolean => this.sending.has(runId);

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
    this.parts.holdings.forget(runId);
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
      const { input, of } = await prepare(runId, rejects, this.parts, this.target !== undefined);
      const filing = await planned(runId, input, this.parts);
      if (turn !== this.turn) return;
      this.inputs.set(runId, input);
      this.set(runId, { step: 'preview', filing, left: [], rejects, of });
    } catch (thrown) {
      if (turn !== this.turn) return;
      this.set(runId, { step: 'failed', filing: undefined, rejects, error: DiffusionError.from(thrown).toData() });
    }
  }

  /** The reader rejects it: said only now, so that a dialog that was cancelled has said nothing. */
  private rejected(runId: string, { review }: FilingInput): string {
    this.parts.verdicts.say(runId, { verdict: 'rejected' });
    const row = this.parts.row(runId);
    return row ? filedKey(row, this.parts, review) : '';
  }

  private async send(
    runId: string,
    filing: Filing,
    { rejects, of }: Sent,
    before?: Extract<FilingStep, { step: 'partial' }>,
  ): Promise<void> {
    const [row, delivery] = [this.parts.row(runId), this.parts.runs.get(runId)];
    if (!row || !delivery || this.sending.has(runId)) return;
    const controller = new AbortController();
    this.sending.set(runId, controller);
    const { strength } = row.note;
    const show = (verified: Readonly<Record<string, number>>) => this.set(runId, { step: 'sending', filing, verified });
    show(before?.verified ?? {});
    try {
      const { signal } = controller;
      const only = before && new Set(before.missing);
      const parts = { delivery, target: this.parts.site.target, signal, only, tell: show };
      const outcome = await sendFiling(filing, parts).catch((thrown: unknown) =>
        signal.aborted ? new DiffusionError('CANCELLED').toData() : DiffusionError.from(thrown).toData(),
      );
      // The reader may have removed the result meanwhile.
      if (!this.parts.row(runId)) return;
      // What an earlier attempt has verified stays verified.
      if ('code' in outcome && before) this.set(runId, { ...before, error: errorOf(outcome) });
      else if ('code' in outcome) this.set(runId, { step: 'failed', filing, rejects, error: errorOf(outcome) });
      else this.settle(runId, filing, outcome, { rejects, of }, strength);
    } finally {
      this.sending.delete(runId);
    }
  }

  private settle(runId: string, filing: Filing, outcome: FilingOutcome, { rejects, of }: Sent, strength: number | undefined): void {
    const at = new Date();
    if (outcome.complete) {
      // Whoever has closed the dialog sees it on the card; the filing would hold the pixels.
      this.set(runId, this.store.get().open === runId ? { step: 'filed', filing, already: outcome.alreadyFiled, at } : undefined);
      // Pixels are held for a retry alone.
      this.inputs.delete(runId);
      this.parts.holdings.filed(runId, filing, strength);
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
