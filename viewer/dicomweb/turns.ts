import { setImmediate } from 'node:timers/promises';
import { RequestError } from './requestError';

/** ms of work at a stretch: other requests wait no longer. */
const turnMs = 15;
/** ms of work in all, without what others did meanwhile. */
const limitMs = 2000;

/** Divides the work for one request into turns, and ends it where it takes too long: there is one thread for all. */
export class Turns {
  private began = performance.now();
  private spentMs = 0;

  /** To be asked often. */
  get over(): boolean {
    return performance.now() - this.began > turnMs;
  }

  /**
   * Lets others work.
   *
   * @throws RequestError 503 when `limited` work has taken two seconds
   */
  async pass(limited: boolean): Promise<void> {
    this.spentMs += performance.now() - this.began;
    if (limited && this.spentMs > limitMs) {
      throw new RequestError(503, `the search was given up after ${limitMs / 1000} s: ask for less, by an identifier or a shorter pattern`);
    }
    await setImmediate();
    this.began = performance.now();
  }
}
