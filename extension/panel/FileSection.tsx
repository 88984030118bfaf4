import React, { useSyncExternalStore } from 'react';
import { ui } from '../i18n';
import type { SectionProps } from './props';

const TEXT = ui.filing;

/** From the result to the archive and to files, and what of it is there already. */
export function FileSection({ row, features }: SectionProps<'filing' | 'holdings' | 'review' | 'verdicts'>) {
  const { filing, holdings } = features;
  const { steps } = useSyncExternalStore(filing.store.subscribe, filing.store.get);
  // Whatever the reader says of the result may make another state of it than the one that was filed.
  useSyncExternalStore(features.review.store.subscribe, features.review.store.get);
  useSyncExternalStore(features.verdicts.store.subscribe, features.verdicts.store.get);
  const state = steps[row.id];
  const sending = state?.step === 'sending';
  const filed = row.filed?.verified ?? false;
  const changed = filed && filing.changedSince(row);
  return (
    <section className="diffusion-section" data-cy="diffusion-filing" data-step={state?.step}>
      {filed && (
        <p className="diffusion-good" data-cy="diffusion-filed" data-changed={changed}>
          {TEXT.filedAt(row.filed?.at ?? '')}
        </p>
      )}
      {changed && <p className="diffusion-warning">{TEXT.changed}</p>}
      {state?.step === 'partial' && (
        <p className="diffusion-warning" role="alert" data-cy="diffusion-file-incomplete">
          {TEXT.partial(state.missing.length, filing.objectsOf(row.id))}
        </p>
      )}
      <div className="diffusion-row">
        {filing.enabled && (!filed || changed || filing.isLacking(row.id)) && (
          <button type="button" className="diffusion-button" data-cy="diffusion-file" onClick={() => void filing.open(row.id)}>
            {changed ? TEXT.fileAgain : TEXT.file}
          </button>
        )}
        {filing.enabled && filed && holdings.rejectable(row) && (
          <button
            type="button"
            className="diffusion-button"
            data-cy="diffusion-file-reject"
            disabled={sending}
            onClick={() => void filing.openRejection(row.id)}
          >
            {TEXT.reject}
          </button>
        )}
        <button type="button" className="diffusion-button" data-cy="diffusion-download" onClick={() => void filing.download(row.id)}>
          {TEXT.download}
        </button>
      </div>
    </section>
  );
}
