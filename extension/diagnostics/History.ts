import type { Job } from '../run/job';
import type { RunSettings } from '../worker/settings';

/** A job that has ended, without anything about whose images it worked on. */
export interface PastJob extends Pick<Job, 'task' | 'state' | 'milliseconds'> {
  slices: number;
  slicesDone: number;
  stage: Job['progress']['stage'];
  code: string | undefined;
  settings: RunSettings | undefined;
}

const KEPT = 5;

/** The last jobs of a visit, for the diagnostics. */
export class History {
  private readonly settings = new Map<string, RunSettings>();
  private past: PastJob[] = [];

  started(jobId: string, settings: RunSettings): void {
    this.settings.set(jobId, settings);
  }

  settled({ id, task, state, milliseconds, progress, error }: Job): void {
    const { slices, slicesDone, stage } = progress;
    const settings = this.settings.get(id);
    this.settings.delete(id);
    this.past = [
      { task, state, slices, slicesDone, stage, code: error?.code, settings, ...(milliseconds !== undefined && { milliseconds }) },
      ...this.past,
    ].slice(0, KEPT);
  }

  /** The last one first. */
  jobs(): readonly PastJob[] {
    return this.past;
  }
}
