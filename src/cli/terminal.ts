import { DiffusionError } from '../core/errors';
import type { Terminal } from './progress';

/** The parts of a stream of Node's that lines go to. */
export interface Stream {
  write(text: string): unknown;
  on(event: 'error', listener: (error: NodeJS.ErrnoException) => void): unknown;
  isTTY?: boolean;
  columns?: number;
}

/**
 * A stream whose fault ends no run: who reads the lines may have gone, the disk behind them may be full, and the images are written all the same.
 */
export class Lines implements Terminal {
  private fault: NodeJS.ErrnoException | undefined;

  constructor(private readonly stream: Stream) {
    stream.on('error', (error) => (this.fault ??= error));
  }

  write(text: string): void {
    if (this.fault) return;
    try {
      this.stream.write(text);
    } catch (error) {
      this.fault = error as NodeJS.ErrnoException;
    }
  }

  get isTTY(): boolean {
    return this.stream.isTTY ?? false;
  }

  get columns(): number | undefined {
    return this.stream.columns;
  }

  /** What was not written; a reader that has gone (EPIPE) has seen what it wanted. @throws DiffusionError OUTPUT_FAILED */
  check(): void {
    if (this.fault && this.fault.code !== 'EPIPE')
      throw new DiffusionError('OUTPUT_FAILED', { measured: 'a list that could not be written to the standard output', cause: this.fault });
  }
}
