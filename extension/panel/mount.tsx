import React from 'react';
import { createRoot } from 'react-dom/client';
import type { Workbench } from '../workbench/Workbench';
import { keepPressKeys } from './ownKeys';
import { Panel } from './Panel';
import { adoptStyles } from './styles';

/** Renders the panel into a box with this bundle's own React; returns the undoing. */
export function mount(box: HTMLElement, workbench: Workbench): () => void {
  adoptStyles();
  workbench.open();
  const root = createRoot(box);
  root.render(<Panel workbench={workbench} />);
  const release = keepPressKeys(box);
  workbench.panelShown = true;
  return () => {
    release();
    workbench.panelShown = false;
    root.unmount();
  };
}
