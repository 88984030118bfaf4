import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as after } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const SERVER = fileURLToPath(new URL('./server.ts', import.meta.url));
/** ms: reading a folder of mutants, with everything else that a machine does. */
const START_MS = 60_000;

/** A server in a process that may die. */
export class Victim {
  private stopped = false;

  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {}

  /** Undefined where it does not come up. */
  static async start(folder: string, storeFolder: string): Promise<Victim | undefined> {
    const child = spawn(process.execPath, ['--import', 'tsx', SERVER, folder, storeFolder], {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const said = await Promise.race([
      once(child, 'message').then(([message]) => (message as { url: string }).url),
      once(child, 'exit').then(() => undefined),
      after(START_MS, undefined, { ref: false }),
    ]);
    if (said === undefined) child.kill('SIGKILL');
    return said === undefined ? undefined : new Victim(child, said);
  }

  get alive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Largest memory in bytes since its start; undefined where it does not answer. */
  async peakBytes(): Promise<number | undefined> {
    if (!this.alive) return undefined;
    this.child.send('memory');
    const answered = once(this.child, 'message').then(([message]) => (message as { peakBytes: number }).peakBytes);
    return Promise.race([answered, after(10_000, undefined, { ref: false })]);
  }

  /** By itself, not by `stop`. */
  get died(): boolean {
    return !this.alive && !this.stopped;
  }

  async stop(): Promise<void> {
    if (!this.alive) return;
    this.stopped = true;
    const gone = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await gone;
  }
}
