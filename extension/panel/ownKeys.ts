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
