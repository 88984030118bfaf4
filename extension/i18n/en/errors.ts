import { ERROR_TEXTS } from '../../../src/core/errors';

/** What the viewer can refuse or fail at. */
export const errors = {
  error: {
    found: (measured: string) => `found ${measured}`,
    allowed: (allowed: string) => `allowed ${allowed}`,
    /** The numbers of an error go into its sentence. */
    told: (sentence: string, numbers: string) => `${sentence.replace(/\.$/, '')} (${numbers}).`,
  },
  /** By code: the sentence, and what to do next. */
  errors: ERROR_TEXTS,
};
