import React, { useSyncExternalStore } from 'react';
import { ui } from '../i18n';
import { LONGEST_COMMENT } from '../keep/kept';
import type { SectionProps } from './props';
import { Verdicts } from './Verdicts';

/** What the reader says of a result as a whole. */
export function ReviewSection({ row, features: { verdicts } }: SectionProps<'verdicts'>) {
  const { verdict, comment = '' } = useSyncExternalStore(verdicts.store.subscribe, verdicts.store.get).said[row.id] ?? {};
  return (
    <div className="diffusion-section" data-cy="diffusion-review" data-verdict={verdict}>
      <div className="diffusion-said">
        <span>{ui.findings.ofResult}</span>
        <Verdicts
          label={ui.findings.ofResult}
          cy="diffusion-result"
          verdict={verdict}
          choose={(chosen) => verdicts.say(row.id, { verdict: chosen === verdict ? undefined : chosen })}
        />
      </div>
      <input
        className="diffusion-input"
        data-cy="diffusion-result-comment"
        aria-label={`${ui.findings.ofResult}: ${ui.findings.comment}`}
        placeholder={ui.findings.comment}
        maxLength={LONGEST_COMMENT}
        value={comment}
        onChange={(event) => verdicts.say(row.id, { comment: event.target.value })}
      />
    </div>
  );
}
