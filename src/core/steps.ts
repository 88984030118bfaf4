/** A long work in steps, each of a few milliseconds: between two of them whoever does it may let others in. Generators that `yield` nothing. */
export type Steps<T> = Generator<undefined, T, undefined>;

/** Asked between two steps: a promise where others are let in, undefined where the work goes on at once. */
export type Pause = () => Promise<void> | undefined;

/** Does a work at one go. */
export function finished<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** A work whose outcome is kept: who asks again has it at once. */
export function once<T>(work: () => Steps<T>): () => Steps<T> {
  let done: { value: T } | undefined;
  return function* () {
    return (done ??= { value: yield* work() }).value;
  };
}

/** Does a work step by step. */
export async function inSteps<T>(steps: Steps<T>, pause: Pause = () => undefined): Promise<T> {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    // Without a pause there is nothing to wait for: a promise for each step would cost more than the step.
    const others = pause();
    if (others) await others;
  }
}
