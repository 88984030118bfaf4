import React, { useSyncExternalStore } from 'react';
import { ui } from '../i18n';
import type { Keep } from '../keep/Keep';
import type { Offer } from '../keep/Offers';

/** What was said of it: `Reject – moved · 2 findings judged`. */
function saidText({ said: { verdict, comment }, findings }: Offer): string {
  const count = Object.keys(findings).length;
  const whole = [verdict && ui.findings.verdicts[verdict], comment].filter(Boolean).join(' – ');
  return [whole, count > 0 && ui.restore.verdicts(count)].filter(Boolean).join(' · ');
}

function OfferItem({ offer, unkept }: { offer: Offer; unkept: boolean }) {
  const { name, series, problem, work } = offer;
  const said = saidText(offer);
  // Of a result that stays lost the words are all that is left.
  const words = problem ? Object.values(offer.findings).flatMap(({ comment }) => comment ?? []) : [];
  return (
    <li data-cy="diffusion-kept-item" data-problem={problem}>
      <b>{name}</b>
      {series && <span className="diffusion-muted"> · {series.label}</span>}
      {[said, ...words].filter(Boolean).map((text) => (
        <p key={text}>{text}</p>
      ))}
      {!problem && work !== undefined && <p className="diffusion-muted">{ui.restore.fromArchive}</p>}
      {unkept && <p className="diffusion-warning">{ui.unfiled.unkept}</p>}
      {problem && <p className="diffusion-warning">{ui.restore.problems[problem]}</p>}
    </li>
  );
}

/** After the page was left: what was there, and the offer to make it again. */
export function RestoreSection({ keep }: { keep: Keep }) {
  const { offers, making, unkept } = useSyncExternalStore(keep.store.subscribe, keep.store.get);
  if (offers.length === 0) return null;
  const able = offers.filter(({ problem }) => !problem);
  const opens = able.every(({ work }) => work !== undefined);
  return (
    <section className="diffusion-card diffusion-kept" data-cy="diffusion-kept">
      <div className="diffusion-card-title">{ui.restore.title}</div>
      <ul className="diffusion-findings">
        {offers.map((offer) => (
          <OfferItem key={offer.id} offer={offer} unkept={unkept.includes(offer.id)} />
        ))}
      </ul>
      {!opens && <p className="diffusion-muted">{ui.restore.text}</p>}
      <div className="diffusion-row">
        {able.length > 0 && (
          <button type="button" className="diffusion-button" data-cy="diffusion-restore" disabled={making} onClick={() => keep.makeAgain()}>
            {making ? ui.restore.making : (opens ? ui.restore.open : ui.restore.make)(able.length)}
          </button>
        )}
        <button
          type="button"
          className="diffusion-button"
          data-cy="diffusion-restore-discard"
          disabled={making}
          onClick={() => keep.discard()}
        >
          {ui.restore.discard}
        </button>
      </div>
    </section>
  );
}
