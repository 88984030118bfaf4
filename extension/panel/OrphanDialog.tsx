import React, { useEffect, useRef } from 'react';
import type { OrphanChoice, OrphanQuestion } from '../filing/OrphanGuard';
import { ui } from '../i18n';
import { Dialog } from './Dialog';

interface Props {
  question: OrphanQuestion;
  decide: (choice: OrphanChoice) => void;
}

/** Before a measurement on a result is stored that nobody else could open. Closing it stores nothing. */
export function OrphanDialog({ question: { results, images, canFile }, decide }: Props) {
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);
  const ways = [
    ...(canFile ? [['file', ui.orphan.file, ui.orphan.fileNote] as const] : []),
    ['source', ui.orphan.source, ui.orphan.sourceNote] as const,
  ];
  return (
    <Dialog title={ui.orphan.title} cy="diffusion-orphan" close={() => decide('cancel')}>
      <p>
        {ui.orphan.what(images, results.join(', '))} {ui.orphan.why}
      </p>
      {ways.map(([choice, label, note], index) => (
        <div key={choice} className="diffusion-field">
          <button
            ref={index === 0 ? first : undefined}
            type="button"
            className={`diffusion-button${index === 0 ? ' diffusion-main' : ''}`}
            data-cy={`diffusion-orphan-${choice}`}
            onClick={() => decide(choice)}
          >
            {label}
          </button>
          <span className="diffusion-muted">{note}</span>
        </div>
      ))}
      <button type="button" className="diffusion-button" data-cy="diffusion-orphan-cancel" onClick={() => decide('cancel')}>
        {ui.orphan.cancel}
      </button>
    </Dialog>
  );
}
