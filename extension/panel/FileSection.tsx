import React, { useSyncExternalStore } from 'react';
import { ui } from '../i18n';
import type { SectionProps } from './props';

const TEXT = ui.filing;

/** From the result to the archive and to files, and what of it is there already. */
export function FileSection({ row, features }: SectionProps<'filing'>) {
  const { filing } = features;
  const { steps } = useSyncExternalStore(filing.store.subscribe, filing.store.get);
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
        {(!filed || changed) && (
          <button type="button" className="diffusion-button" data-cy="diffusion-file" disabled={sending} onClick={() => void filing.open(row.id)}>
            {changed ? TEXT.fileAgain : TEXT.file}
          </button>
        )}
        <button type="button" className="diffusion-button" data-cy="diffusion-download" onClick={() => void filing.download(row.id)}>
          {TEXT.download}
        </button>
      </div>
    </section>
  );
}
