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

/** Where letters do nothing of their own. */
const MUTE = 'input[type=range], input[type=radio], input[type=checkbox]';

/**
 * OHIF hears no key while a slider, a tab or a tick box has the focus, as if one could type there. After the threshold was moved, a verdict by key
 * would be lost without a sign: plain letters are told to the document once more, from the box.
 */
export function passLettersOn(box: HTMLElement): () => void {
  const pass = (event: KeyboardEvent) => {
    const { key, keyCode, which, code, shiftKey, ctrlKey, altKey, metaKey, target } = event;
    if (ctrlKey || altKey || metaKey || !/^[a-z]$/i.test(key) || !(target instanceof Element && target.matches(MUTE))) return;
    event.stopPropagation();
    // OHIF's keys go by the old key codes.
    const again = new KeyboardEvent(event.type, { key, code, keyCode, which, shiftKey, bubbles: true, cancelable: true });
    box.dispatchEvent(again);
    if (again.defaultPrevented) event.preventDefault();
  };
  EVENTS.forEach((name) => box.addEventListener(name, pass));
  return () => EVENTS.forEach((name) => box.removeEventListener(name, pass));
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
  const releases = [keepPressKeys(box), passLettersOn(box)];
  workbench.panelShown = true;
  return () => {
    releases.forEach((release) => release());
    workbench.panelShown = false;
    root.unmount();
  };
}
