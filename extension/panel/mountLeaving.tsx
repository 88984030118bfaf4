import React, { useEffect, useRef } from 'react';
import { createRoot } from 'react-dom/client';
import { ui } from '../i18n';
import type { Leaving } from '../keep/Reminder';
import { Dialog } from './Dialog';
import { adoptStyles } from './styles';

function Names({ names }: { names: readonly string[] }) {
  return (
    <ul className="diffusion-names">
      {names.map((name) => (
        <li key={name}>{name}</li>
      ))}
    </ul>
  );
}

function LeaveDialog({ names, lost, leave, close }: Leaving & { close: () => void }) {
  const stay = useRef<HTMLButtonElement>(null);
  // After the dialog has opened, which takes the focus to its first button.
  useEffect(() => stay.current?.focus(), []);
  return (
    <Dialog title={ui.leave.title} cy="diffusion-leave" close={close}>
      <p>{ui.leave.text(names.length)}</p>
      <Names names={names} />
      {lost.length < names.length && <p>{ui.leave.back}</p>}
      {lost.length > 0 && (
        <div className="diffusion-warning">
          <p>{ui.leave.lost}</p>
          <Names names={lost} />
        </div>
      )}
      <div className="diffusion-row">
        <button ref={stay} type="button" className="diffusion-button diffusion-main" data-cy="diffusion-leave-stay" onClick={close}>
          {ui.leave.stay}
        </button>
        <button
          type="button"
          className="diffusion-button"
          data-cy="diffusion-leave-go"
          onClick={() => {
            close();
            leave();
          }}
        >
          {ui.leave.leave}
        </button>
      </div>
    </Dialog>
  );
}

let open = false;

/** Asks on the page itself: the panel may be closed. One question at a time. */
export function mountLeaving(question: Leaving): void {
  if (open) return;
  open = true;
  adoptStyles();
  const box = document.createElement('div');
  box.className = 'diffusion-asked';
  document.body.append(box);
  const root = createRoot(box);
  const close = () => {
    if (!open) return;
    open = false;
    // Later: a root may not be unmounted while it renders.
    setTimeout(() => {
      root.unmount();
      box.remove();
    });
  };
  root.render(<LeaveDialog {...question} close={close} />);
}
