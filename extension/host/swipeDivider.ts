import { type DividerTexts, makeDivider, ROOM } from './dividerParts';
import { host } from './host';
import { viewportOf } from './mounted';

export interface DividerOptions {
  /** Of two viewports in one place (host/sideBySide.ts): seen left and right of the divider. */
  viewportIds: readonly [string, string];
  /** Part of the width that is left of the divider. */
  share: number;
  texts: DividerTexts;
  /** Where a key moves the divider to; undefined for other keys. */
  keyed: (share: number, key: string, far: boolean) => number | undefined;
  onMove: (share: number) => void;
  /** Escape, unless it ends something else. */
  onEscape: () => void;
}

export interface Divider {
  /** What the right picture shows now. */
  tell(right: string): void;
  remove(): void;
}

/** Escape belongs to these, wherever they are. */
const OWN_ESCAPE =
  'dialog, [role="dialog"], [role="menu"], [role="listbox"], textarea, select, input:not([type="range"], [type="checkbox"], [type="radio"])';

/** The panes of two viewports in the grid that holds both, whatever the viewer's version names them. */
function panesOf(ids: readonly [string, string]): [grid: HTMLElement, left: HTMLElement, right: HTMLElement] | undefined {
  const [a, b] = ids.map((id) => viewportOf(id)?.element);
  let grid = a?.parentElement;
  while (grid && b && !grid.contains(b)) grid = grid.parentElement;
  const [left, right] = [a, b].map((element) => [...(grid?.children ?? [])].find((child) => element && child.contains(element)));
  return grid && left instanceof HTMLElement && right instanceof HTMLElement && left !== right ? [grid, left, right] : undefined;
}

/** Drags report where the divider would be, px from the left edge of the window, and not where in the grip it was taken. */
function onDrag({ line, grip }: { line: HTMLElement; grip: HTMLElement }, moveTo: (x: number) => void): void {
  let grab = 0;
  grip.addEventListener('pointerdown', (event) => {
    event.preventDefault();
    event.stopPropagation();
    grip.setPointerCapture(event.pointerId);
    grip.focus({ preventScroll: true });
    grab = line.getBoundingClientRect().left - event.clientX;
  });
  grip.addEventListener('pointermove', (event) => {
    if (grip.hasPointerCapture(event.pointerId)) moveTo(event.clientX + grab);
  });
}

/** After a swipe the pointer rests on the grip: the wheel is meant for the pictures. */
function passWheel(grip: HTMLElement, ids: readonly [string, string]): void {
  grip.addEventListener('wheel', (event) => {
    event.preventDefault();
    const active = host().services.viewportGridService.getActiveViewportId();
    viewportOf(ids.find((id) => id === active) ?? ids[0])?.element.dispatchEvent(new WheelEvent(event.type, event));
  });
}

function onEscapeKey(listener: () => void): () => void {
  const onKey = (event: KeyboardEvent) => {
    const drawing = host().tools?.store?.state?.isInteractingWithTool ?? false;
    const elsewhere = event.target instanceof Element && event.target.closest(OWN_ESCAPE) !== null;
    if (event.key === 'Escape' && !drawing && !elsewhere) listener();
  };
  document.addEventListener('keydown', onKey, { capture: true });
  return () => document.removeEventListener('keydown', onKey, { capture: true });
}

/**
 * A divider over two viewports that lie in one place: each is clipped at it, pointer included, so both go on being the viewer's own, with
 * their tools, corners and annotations. Nothing is copied. undefined where the panes are not found.
 */
export function showDivider({ viewportIds, share, texts, keyed, onMove, onEscape }: DividerOptions): Divider | undefined {
  const [grid, left, right] = panesOf(viewportIds) ?? [];
  if (!grid || !left || !right) return undefined;
  const before = document.activeElement;
  const parts = makeDivider(grid, left, texts);
  const { layer, line, grip, name } = parts;
  let at = share;
  const place = () => {
    // In CSS, so that it holds while the grid is resized.
    const cut = `clamp(${ROOM.left}px, ${100 * at}%, calc(100% - ${ROOM.right}px))`;
    line.style.left = cut;
    left.style.clipPath = `inset(0 calc(100% - ${cut}) 0 0)`;
    right.style.clipPath = `inset(0 0 0 ${cut})`;
    const percent = Math.round(100 * at);
    grip.setAttribute('aria-valuenow', `${percent}`);
    grip.setAttribute('aria-valuetext', texts.place(percent));
  };
  const move = (wanted: number) => {
    const { clientWidth } = layer;
    at = Math.max(ROOM.left / clientWidth, Math.min(1 - ROOM.right / clientWidth, wanted));
    place();
    onMove(at);
  };
  onDrag(parts, (x) => {
    const box = layer.getBoundingClientRect();
    move((x - box.left) / box.width);
  });
  grip.addEventListener('keydown', (event) => {
    const wanted = keyed(at, event.key, event.shiftKey);
    if (wanted === undefined) return;
    // The arrows are OHIF's too.
    event.preventDefault();
    event.stopPropagation();
    move(wanted);
  });
  passWheel(grip, viewportIds);
  const stopEscape = onEscapeKey(onEscape);
  place();
  grip.focus({ preventScroll: true });
  return {
    tell: (text) => (name.textContent = text),
    remove: () => {
      stopEscape();
      left.style.clipPath = right.style.clipPath = '';
      if (document.activeElement === grip && before instanceof HTMLElement) before.focus({ preventScroll: true });
      layer.remove();
    },
  };
}
