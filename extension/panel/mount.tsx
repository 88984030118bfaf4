import React, { useSyncExternalStore } from 'react';
import { createRoot } from 'react-dom/client';
import type { Workbench } from '../workbench/Workbench';
import { Panel } from './Panel';
import { adoptStyles } from './styles';

/** Keys by which one presses what has the focus. */
const PRESS = new Set(['Enter', ' ']);
const EVENTS = ['keydown', 'keypress', 'keyup'] as const;

/**
 * OHIF binds Enter and Space on the document (accept preview, reset viewport) and takes their meaning away from every button on the page.
 * Those pressed inside our panel stay in it; all other keys go on to OHIF, which leaves text fields and sliders alone by itself.
 */
export function keepPressKeys(box: HTMLElement): () => void {
  const stop = (event: KeyboardEvent) => {
    if (PRESS.has(event.key)) event.stopPropagation();
  };
  EVENTS.forEach((name) => box.addEventListener(name, stop));
  return () => EVENTS.forEach((name) => box.removeEventListener(name, stop));
}

/** The panel of the visit that there is; a panel that outlives its mode is empty until something begins the next one. */
function Root({ workbench }: { workbench: Workbench }) {
  const { visit } = useSyncExternalStore(workbench.visits.subscribe, workbench.visits.get);
  return visit ? <Panel visit={visit} /> : null;
}

/** Renders the panel into a box with this bundle's own React; returns the undoing. */
export function mount(box: HTMLElement, workbench: Workbench): () => void {
  adoptStyles();
  workbench.open();
  const root = createRoot(box);
  root.render(<Root workbench={workbench} />);
  const release = keepPressKeys(box);
  workbench.panelShown = true;
  return () => {
    release();
    workbench.panelShown = false;
    root.unmount();
  };
}
