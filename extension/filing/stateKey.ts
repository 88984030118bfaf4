import type { Delivery } from '../run/RunData';
import { type GatherParts, reviewOf } from './gather';

/** What a reader can change of a result after it was made: another key, another state than the one that was filed. */
export function stateKey({ runId, result: { provenance } }: Delivery, parts: Pick<GatherParts, 'review' | 'verdicts'>): string {
  const { verdict, comment, found } = reviewOf(runId, parts);
  const marks = found?.findings.map(({ finding: { id }, ...said }) => [id, said.verdict, said.comment]);
  const strength = provenance.task === 'denoise' ? provenance.strength : undefined;
  return JSON.stringify([strength, verdict, comment, found?.map, found?.threshold, marks]);
}
