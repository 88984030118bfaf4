import React from 'react';
import { createRoot } from 'react-dom/client';
import type { OrphanChoice, OrphanQuestion } from '../filing/OrphanGuard';
import { keepPressKeys } from './mount';
import { OrphanDialog } from './OrphanDialog';
import { adoptStyles } from './styles';

/** Asks in a dialog over the whole viewer: the panel need not be open. */
export function askOrphan(question: OrphanQuestion): Promise<OrphanChoice> {
  adoptStyles();
  const box = document.createElement('div');
  box.className = 'diffusion-over';
  document.body.append(box);
  const root = createRoot(box);
  const release = keepPressKeys(box);
  return new Promise((resolve) => {
    const decide = (choice: OrphanChoice) => {
      resolve(choice);
      release();
      // Later: the dialog is still closing.
      setTimeout(() => {
        root.unmount();
        box.remove();
      });
    };
    root.render(<OrphanDialog question={question} decide={decide} />);
  });
}
