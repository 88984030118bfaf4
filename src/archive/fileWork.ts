import { DiffusionError, type Remark } from '../core/errors';
import type { Pause } from '../core/steps';
import type { Filing, Role } from '../filing/Filing';
import type { Archive } from './Archive';
import { inLanes } from './lanes';
import { look } from './look';
import { waiting } from './patience';
import { outcomeOf, progressOf, type FilingOutcome, type FilingProgress, type Item } from './outcome';
import { sameStudy, type Identity } from './sameStudy';
import { sendBatch, type Trouble } from './send';

export interface FilingOptions {
  signal: AbortSignal;
  /** Called whenever more is known of an instance. */
  tell?: (progress: FilingProgress) => void;
  /**
   * What to send, where an earlier filing left something out (`missingOf` its outcome). The rest was verified then: now it is only looked for by
   * search, and not sent.
   */
  only?: ReadonlySet<string>;
  /** Whom the study is about: checked just before sending. */
  identity?: Identity;
  /** Lets others in between two pieces of a few milliseconds, on a page. */
  pause?: Pause;
  /** Resolves after so many milliseconds, or rejects when the signal is aborted; only tests pass their own. */
  wait?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** Requests under way at a time; 2. */
  concurrency?: number;
  /** About how many bytes of objects go into one request; 8 MiB. So many times `concurrency` are in memory at most; of a larger object a slice at a time. */
  batchBytes?: number;
}

/** Each is sent when the one before it is there or given up; what refers to others, only when all of them are verified. */
const STAGES: readonly (readonly Role[])[] = [['picture'], ['map'], ['segmentation'], ['report', 'rejection']];
const REFERS: readonly Role[] = ['report', 'rejection'];
/** Tries after which nothing more had come in. */
const FRUITLESS = 4;
const [FIRST_PAUSE, LONGEST_PAUSE, LONGEST_WAIT] = [1000, 120_000, 600_000] as const;
const BATCH_BYTES = 8 * 2 ** 20;
/** Objects in one request: what an archive says of them must be a short answer. */
const BATCH_OBJECTS = 100;

function batchesOf(items: readonly Item[], most: number): Item[][] {
  const batches: Item[][] = [];
  let [current, bytes]: [Item[], number] = [[], 0];
  for (const item of items) {
    const size = item.instance.bytes;
    if (current.length > 0 && (item.alone || bytes + size > most || current.length >= BATCH_OBJECTS)) [current, bytes] = [[], 0];
    if (current.length === 0) batches.push(current);
    current.push(item);
    bytes += item.alone ? Infinity : size;
  }
  return batches;
}

/** Worth sending (again). */
const open = ({ state, final, claimed }: Item) => !final && !claimed && state !== 'verified';
/** Worth a look (again). */
const uncertain = ({ state, final }: Item) => !final && state !== 'verified';

/** One filing under way. */
class Run {
  readonly items: Item[];
  sent = false;
  /** Why nothing more is sent. */
  ended: Remark | undefined;
  private waited = 0;
  private lanes: number;
  private batchBytes: number;
  private readonly between: Pause;

  constructor(
    private readonly filing: Filing,
    private readonly archive: Archive & { stowUrl: string },
    private readonly options: FilingOptions,
  ) {
    this.lanes = options.concurrency ?? 2;
    this.batchBytes = options.batchBytes ?? BATCH_BYTES;
    this.between = options.pause ?? (() => undefined);
    this.items = itemsOf(filing);
  }

  private readonly tell = (item: Item) => this.options.tell?.(progressOf(item, this.items));

  private chosen = ({ sopInstanceUid }: Item) => this.options.only?.has(sopInstanceUid) ?? true;

  look(items: readonly Item[], shallow?: (item: Item) => boolean): Promise<void> {
    const { lanes, tell, between: pause, options } = this;
    const { signal } = options;
    return look(this.archive, this.filing.studyUid, items, { signal, lanes, tell, pause, ...(shallow && { shallow }) });
  }

  /** Sends what is open; returns why not all of it could be, where that may pass. */
  private async send(items: readonly Item[]): Promise<Trouble | undefined> {
    let trouble: Trouble | undefined;
    await inLanes(batchesOf(items, this.batchBytes), this.lanes, async (batch) => {
      if (trouble) return;
      this.sent = true;
      const met = await sendBatch(this.archive, batch, { signal: this.options.signal, pause: this.between });
      batch.forEach(this.tell);
      trouble ??= met;
      if (met?.then === 'stop') this.ended = met.remark;
    });
    // Who is overloaded is asked for one thing at a time; what was too large together goes one by one.
    if (trouble?.then === 'wait') this.lanes = 1;
    if (trouble?.then === 'alone') this.batchBytes = 0;
    return trouble;
  }

  /** @returns false where the archive wants more time than there is */
  private async pause(fruitless: number, trouble: Trouble | undefined): Promise<boolean> {
    const pause = Math.max(trouble?.retryAfter ?? 0, FIRST_PAUSE * 2 ** fruitless);
    if (pause > LONGEST_PAUSE || this.waited + pause > LONGEST_WAIT) {
      const measured = `a wait of ${Math.round(pause / 1000)} s`;
      this.ended = trouble ? { ...trouble.remark, measured } : { code: 'ARCHIVE_TIMEOUT', measured };
      return false;
    }
    this.waited += pause;
    await (this.options.wait ?? waiting)(pause, this.options.signal);
    return true;
  }

  /** Sends what is missing of a stage until it is there, or nothing more comes in. */
  async stage(items: readonly Item[]): Promise<void> {
    const count = (of: (item: Item) => boolean) => items.filter(of).length;
    for (let fruitless = 0; fruitless < FRUITLESS && !this.ended && count(uncertain) > 0;) {
      const before = count(uncertain);
      const trouble = await this.send(items.filter((item) => open(item) && this.chosen(item)));
      await this.look(items.filter(uncertain));
      if (this.ended || count(uncertain) === 0) return;
      if (!(await this.pause(fruitless, trouble))) return;
      // What came in during the pause is not sent again.
      await this.look(items.filter(uncertain));
      fruitless = count(uncertain) < before ? 0 : fruitless + 1;
    }
  }

  async all(): Promise<void> {
    const { signal, identity } = this.options;
    if (identity) await sameStudy(this.archive, this.filing.studyUid, identity, signal);
    await this.look(this.items, (item) => !this.chosen(item));
    for (const roles of STAGES) {
      const items = this.items.filter(({ role }) => roles.includes(role));
      const refers = roles.some((role) => REFERS.includes(role));
      const waits = refers && this.items.some((item) => !roles.includes(item.role) && item.state !== 'verified');
      if (waits) items.filter(uncertain).forEach((item) => (item.remark = { code: 'REPORT_WAITS' }));
      else await this.stage(items.filter(this.chosen));
      if (this.ended) return;
    }
  }
}

const itemsOf = (filing: Filing): Item[] =>
  filing.series.flatMap(({ role, instances }) =>
    instances.map((instance) => ({
      ...{ instance, role, sopInstanceUid: instance.sopInstanceUid, seriesUid: instance.seriesUid },
      ...{ state: 'unknown' as const, remark: undefined, claimed: false, final: false, alone: false, digest: undefined },
    })),
  );

/**
 * Brings a work into an archive, and makes sure that it is there: looks what it holds already, sends what is missing, reads the answer per
 * instance, and then searches and reads back each one. What is missing is sent again with the same UIDs, a bounded number of times. The
 * archive's failures do not reject: every instance comes back with its state and the reason for it.
 *
 * @throws nothing that an archive can cause
 */
export async function fileWork(filing: Filing, archive: Archive, options: FilingOptions): Promise<FilingOutcome> {
  const { stowUrl } = archive;
  if (stowUrl === undefined) return outcomeOf(itemsOf(filing), false, { code: 'ARCHIVE_NO_STOW' });
  const run = new Run(filing, { ...archive, stowUrl }, options);
  try {
    await run.all();
  } catch (thrown) {
    const { code, measured } = DiffusionError.from(thrown);
    run.ended = { code, ...(measured && { measured }) };
  }
  return outcomeOf(run.items, run.sent, run.ended);
}
