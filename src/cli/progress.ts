/** Where lines for a person go. */
export interface Terminal {
  write(text: string): void;
  /** A terminal that can draw a line again; otherwise plain lines are written. */
  isTTY: boolean;
  columns?: number | undefined;
  /** Whether what was written got there. @throws DiffusionError OUTPUT_FAILED */
  check?(): void;
}

const BAR = 30;
/** On a log a line is written at each of these shares, not at each slice. */
const EVERY = 0.1;

const duration = (seconds: number) =>
  seconds < 90 ? `${Math.ceil(seconds)} s` : seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;

/** Notes, and how far the work is: a bar on a terminal, plain lines elsewhere, nothing where `quiet`. */
export class Progress {
  private next = EVERY;
  private drawn = false;
  private started: number | undefined;

  constructor(
    private readonly terminal: Terminal,
    private readonly quiet: boolean,
    private readonly now: () => number = () => performance.now() / 1000,
  ) {}

  note(line: string): void {
    if (this.quiet) return;
    this.clear();
    this.terminal.write(`${line}\n`);
  }

  /** `done` of `total` units of equal work. */
  update(done: number, total: number, unit: string): void {
    if (this.quiet) return;
    this.started ??= this.now();
    const share = total > 0 ? done / total : 1;
    const left = done > 0 && done < total ? `, about ${duration(((this.now() - this.started) / share) * (1 - share))} left` : '';
    const percent = `${Math.floor(100 * share)} %`;
    if (this.terminal.isTTY) {
      const full = Math.round(BAR * share);
      const line = `[${'#'.repeat(full)}${'.'.repeat(BAR - full)}] ${percent}, ${unit} ${done} of ${total}${left}`;
      this.terminal.write(`\r\x1b[K${line.slice(0, (this.terminal.columns ?? 80) - 1)}`);
      this.drawn = true;
    } else if (share >= this.next - 1e-9) {
      this.terminal.write(`${percent}: ${unit} ${done} of ${total}${left}\n`);
      this.next = Math.floor(share / EVERY + 1e-9) * EVERY + EVERY;
    }
  }

  /** Takes the bar away. */
  clear(): void {
    if (this.drawn) this.terminal.write('\r\x1b[K');
    this.drawn = false;
  }
}
