import React, { useSyncExternalStore } from 'react';
import type { Found } from '../found/Found';
import { ui } from '../i18n';
import { FoundCard } from './FoundCard';

const TEXT = ui.found;

/** What earlier visits and other readers have filed of the studies in the viewer: there without a click, put away by one. */
export function FoundSection({ found }: { found: Found }) {
  const state = useSyncExternalStore(found.store.subscribe, found.store.get);
  const { cards, hidden, away } = state;
  if (cards.length === 0) return null;
  if (away)
    return (
      <button type="button" className="diffusion-link" data-cy="diffusion-found-show" onClick={() => found.putAway(false)}>
        {TEXT.takeOut(cards.length)}
      </button>
    );
  const shown = cards.filter(({ work }) => !hidden.includes(work));
  const put = cards.filter(({ work }) => hidden.includes(work));
  return (
    <section className="diffusion-group" data-cy="diffusion-found" aria-label={TEXT.title}>
      <div className="diffusion-row diffusion-heading">
        <h3>{TEXT.title}</h3>
        <button type="button" className="diffusion-link" data-cy="diffusion-found-hide" onClick={() => found.putAway(true)}>
          {TEXT.putAway}
        </button>
      </div>
      <p className="diffusion-muted">{TEXT.count(cards.length)}</p>
      {shown.map((card) => (
        <FoundCard key={card.work} card={card} found={found} share={state.opening[card.work]} problem={state.problems[card.work]} />
      ))}
      {put.length > 0 && (
        <button
          type="button"
          className="diffusion-link"
          data-cy="diffusion-found-hidden"
          onClick={() => put.forEach(({ work }) => found.hide(work, false))}
        >
          {TEXT.hidden(put.length)}
        </button>
      )}
    </section>
  );
}
