import React, { type ReactNode, useEffect, useId, useRef } from 'react';
import { ui } from '../i18n';

interface Props {
  title: string;
  cy: string;
  close: () => void;
  children: ReactNode;
}

/** A modal of the browser's own: it keeps the focus inside, closes on Escape and gives the focus back to the button that opened it. */
export function Dialog({ title, cy, close, children }: Props) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const opener = document.activeElement;
    ref.current?.showModal();
    return () => {
      if (opener instanceof HTMLElement) opener.focus();
    };
  }, []);
  return (
    <dialog
      ref={ref}
      className="diffusion-dialog"
      data-cy={cy}
      aria-labelledby={id}
      onClose={close}
      // The viewer's hotkeys listen on the document: what is typed here is not for them.
      onKeyDown={(event) => event.stopPropagation()}
      onClick={(event) => event.target === ref.current && ref.current?.close()}
    >
      <div className="diffusion-dialog-body">
        <header className="diffusion-row">
          <h2 id={id}>{title}</h2>
          <button type="button" className="diffusion-button" data-cy={`${cy}-close`} onClick={() => ref.current?.close()}>
            {ui.shell.close}
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}
