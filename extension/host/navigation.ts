/** OHIF's arrow and logo above the viewer. */
const HEADER = '[data-cy="return-to-work-list"]';

/** Where the router of OHIF keeps the place of an entry in the tab's history. */
const placeOf = (state: unknown): number | undefined => {
  const place = (state as { idx?: unknown } | null)?.idx;
  return typeof place === 'number' ? place : undefined;
};

/** The browser asks before it reloads, closes or leaves the page; in its own words, and only after the reader has touched the page. */
export function holdPage(): () => void {
  const hold = (event: BeforeUnloadEvent) => event.preventDefault();
  window.addEventListener('beforeunload', hold);
  return () => window.removeEventListener('beforeunload', hold);
}

/**
 * OHIF 3.13 lets nobody veto a change of its route. So the two ways back to the list of studies are caught before OHIF hears of them: a click on
 * the arrow in its header, and the browser's own back, whose step is undone at once.
 */
function holdRoute(ask: (leave: () => void) => void): () => void {
  const [place, path] = [placeOf(history.state), location.pathname];
  let [leaving, undoing] = [false, false];
  const onClick = (event: MouseEvent) => {
    const header = event.target instanceof Element ? event.target.closest<HTMLElement>(HEADER) : null;
    if (!header || leaving) return;
    event.stopPropagation();
    event.preventDefault();
    ask(() => {
      leaving = true;
      header.click();
      leaving = false;
    });
  };
  const onPop = (event: PopStateEvent) => {
    if (leaving) return;
    if (undoing) {
      undoing = false;
      return event.stopImmediatePropagation();
    }
    const now = placeOf(event.state);
    if (place === undefined || now === undefined || now === place || location.pathname === path) return;
    event.stopImmediatePropagation();
    undoing = true;
    history.go(place - now);
    ask(() => {
      leaving = true;
      history.go(now - place);
    });
  };
  window.addEventListener('click', onClick, true);
  window.addEventListener('popstate', onPop, true);
  return () => {
    window.removeEventListener('click', onClick, true);
    window.removeEventListener('popstate', onPop, true);
  };
}

/** Holds the reader back on every way out of the study that can be held, until the returned function is called. */
export function holdReader(ask: (leave: () => void) => void): () => void {
  const releases = [holdPage(), holdRoute(ask)];
  return () => releases.forEach((release) => release());
}

/** Calls back when the page is being left or put aside: the last moment to store something. */
export function onPageHidden(listener: () => void): () => void {
  window.addEventListener('pagehide', listener);
  return () => window.removeEventListener('pagehide', listener);
}
