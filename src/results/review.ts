import type { Kind } from './kinds';
import type { Finding } from './findings';

/** What a reader says of a finding, or of a result as a whole; undefined as long as nobody has said anything. */
export type Verdict = 'accepted' | 'rejected' | 'unsure';

/** A finding with what the reader said of it. */
export interface ReviewedFinding {
  finding: Finding;
  verdict?: Verdict | undefined;
  comment?: string | undefined;
}

/** What a reader has made of a result. */
export interface Review {
  /** Of the result as a whole. */
  verdict?: Verdict | undefined;
  comment?: string | undefined;
  /** The map that the findings lie in, and the threshold that they lie above; only where there is a score. */
  found?: { map: Kind; threshold: number; findings: readonly ReviewedFinding[] } | undefined;
}
