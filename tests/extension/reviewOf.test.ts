import type { FindingsReview, Review as FoundReview } from '../../extension/review/FindingsReview';
import { ResultVerdicts } from '../../extension/review/ResultVerdicts';
import { filedKey, isUnfiled, reviewOf } from '../../extension/review/reviewOf';
import type { ResultRow } from '../../extension/results/rows';
import { Store } from '../../extension/run/Store';

function make(marks: FoundReview['marks'] = {}, strength: number | undefined = 1) {
  const found = { findings: [{ id: 'a' }, { id: 'b' }], leftOut: 0, map: 'score', threshold: 2, marks } as unknown as FoundReview;
  const review = { store: new Store({ reviews: { run: found }, current: undefined }) } as unknown as Pick<FindingsReview, 'store'>;
  const verdicts = new ResultVerdicts();
  const row = { id: 'run', note: { strength } } as unknown as ResultRow;
  return { reviewers: { review, verdicts }, verdicts, row };
}

describe('what a reader has made of a result', () => {
  it('is what was said of the findings and of the whole', () => {
    const { reviewers, verdicts } = make({ b: { verdict: 'unsure', comment: 'vessel?', segmentationId: 's' } });
    verdicts.say('run', { verdict: 'rejected' });
    verdicts.say('run', { comment: 'moved' });
    expect(reviewOf('run', reviewers)).toEqual({
      verdict: 'rejected',
      comment: 'moved',
      found: {
        map: 'score',
        threshold: 2,
        findings: [{ finding: { id: 'a' } }, { finding: { id: 'b' }, verdict: 'unsure', comment: 'vessel?' }],
      },
    });
    expect(reviewOf('other', reviewers)).toEqual({});
  });

  it('has another key when something else is said, and the same when it is taken back', () => {
    const untouched = make();
    const key = filedKey(untouched.row, untouched.reviewers);
    const keys = [
      make({ a: { verdict: 'accepted' } }),
      make({ b: { verdict: 'accepted' } }),
      make({ a: { comment: 'accepted' } }),
      make({}, 0.5),
    ].map(({ row, reviewers }) => filedKey(row, reviewers));
    expect(new Set([key, ...keys]).size).toBe(5);
    const neutral = make({ a: { verdict: undefined, comment: ' ' }, b: { segmentationId: 's' } });
    expect(filedKey(neutral.row, neutral.reviewers)).toBe(key);
    untouched.verdicts.say('run', { verdict: 'accepted' });
    expect(filedKey(untouched.row, untouched.reviewers)).not.toBe(key);
    untouched.verdicts.say('run', { verdict: undefined });
    expect(filedKey(untouched.row, untouched.reviewers)).toBe(key);
  });

  it('is filed when all of it was found in the archive, as it is now', () => {
    const { row, reviewers, verdicts } = make();
    const filed = { verified: true, of: filedKey(row, reviewers), at: '' };
    expect([row, { ...row, filed: { ...filed, verified: false } }, { ...row, filed }].map((one) => isUnfiled(one, reviewers))).toEqual([
      ...[true, true, false],
    ]);
    verdicts.say('run', { comment: 'one more word' });
    expect(isUnfiled({ ...row, filed }, reviewers)).toBe(true);
  });

  it('stays unfiled where a verdict lies on a finding that was not listed, and so was in no report', () => {
    const { row, reviewers } = make({ a: { verdict: 'accepted' }, c: { verdict: 'rejected' } });
    const filed = { verified: true, of: filedKey(row, reviewers, reviewOf('run', reviewers)), at: '' };
    expect(isUnfiled({ ...row, filed }, reviewers)).toBe(true);
    const listed = make({ a: { verdict: 'accepted' } });
    const of = filedKey(listed.row, listed.reviewers, reviewOf('run', listed.reviewers));
    expect(isUnfiled({ ...listed.row, filed: { verified: true, of, at: '' } }, listed.reviewers)).toBe(false);
  });
});
