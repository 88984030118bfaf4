import React, { useSyncExternalStore } from 'react';
import { ui } from '../i18n';
import { en } from '../i18n/en';
import { inOwnWords } from '../i18n/describe';
import type { SectionProps } from './props';

/** What was made anew and where; with several samples, a way to each. */
export function FillingSection({ row, features: { outlines }, actions }: SectionProps<'outlines', 'showPart'>) {
  const { shown } = useSyncExternalStore(outlines.store.subscribe, outlines.store.get);
  const { provenance } = row.note;
  if (provenance.task !== 'inpaint') return null;
  const { region } = provenance;
  const texts = ui.inpaint;
  const facts = [
    texts.filled(region.millilitres ?? 0, region.slices),
    ...(region.marginMm ? [texts.margined(region.marginMm)] : []),
    ...(region.purpose ? [texts.for(inOwnWords(region.purpose, en.inpaint.purposes, texts.purposes))] : []),
    texts.samplesMade(Math.max(1, row.samples.length)),
  ];
  const { uncertainty } = row.sets;
  const ways: (readonly [uid: string, text: string])[] = [
    ...row.samples.map((uid, k) => [uid, texts.showSample(k + 1)] as const),
    ...(uncertainty ? [[uncertainty, texts.showSpread] as const] : []),
  ];
  return (
    <div className="diffusion-field" data-cy="diffusion-filling">
      <ul className="diffusion-facts">
        {facts.map((fact) => (
          <li key={fact}>{fact}</li>
        ))}
      </ul>
      {ways.length > 0 && (
        <div className="diffusion-row">
          {ways.map(([uid, text]) => (
            <button
              key={uid}
              type="button"
              data-cy="diffusion-sample"
              className="diffusion-button"
              onClick={() => void actions.showPart(row.uid, uid)}
            >
              {text}
            </button>
          ))}
        </div>
      )}
      <label className="diffusion-line">
        <input
          type="checkbox"
          data-cy="diffusion-outline-toggle"
          checked={shown.includes(row.id)}
          onChange={({ target }) => (target.checked ? outlines.show(row) : outlines.hide(row.id))}
        />
        <span>{texts.showOutline}</span>
      </label>
    </div>
  );
}
