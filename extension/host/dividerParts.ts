export interface DividerTexts {
  /** Of the control, for those who do not see it. */
  name: string;
  left: string;
  right: string;
  /** Beside the right one, always: the corner of the viewport that says so may be cut off. */
  warning: string;
  place: (percent: number) => string;
}

export interface DividerParts {
  /** As large as the pane that is cut. */
  layer: HTMLElement;
  /** Where the cut is: everything else hangs on it. */
  line: HTMLElement;
  /** The one part that the pointer meets. */
  grip: HTMLElement;
  /** What the right picture is. */
  name: HTMLElement;
}

/** Room that the labels need beside the divider, px: a picture without its label could be taken for the other one. */
export const ROOM = { left: 84, right: 124 };

const GRIP = { width: 24, height: 56 };
/** Above the panes, below the viewer's menus and dialogs. */
const LAYER = '10';
const COLOUR = '#5acce6';
const LABEL = {
  position: 'absolute',
  // Clear of the lowest lines in the viewer's own corners.
  bottom: '68px',
  padding: '3px 8px',
  borderRadius: '3px',
  background: 'rgba(0, 0, 0, 0.7)',
  color: '#fff',
  fontSize: '12px',
  lineHeight: '1.3',
};
const HANDLE = {
  position: 'absolute',
  top: '50%',
  left: `${-GRIP.width / 2}px`,
  width: `${GRIP.width}px`,
  height: `${GRIP.height}px`,
  marginTop: `${-GRIP.height / 2}px`,
  borderRadius: '6px',
  background: COLOUR,
  color: '#00131f',
  boxShadow: '0 0 0 2px rgba(0, 0, 0, 0.6)',
  font: `700 16px/${GRIP.height}px sans-serif`,
  textAlign: 'center',
  cursor: 'ew-resize',
  pointerEvents: 'auto',
  touchAction: 'none',
  userSelect: 'none',
};

function make(parent: HTMLElement, cy: string, style: Record<string, string>, text = ''): HTMLElement {
  const element = document.createElement('div');
  element.dataset.cy = cy;
  element.textContent = text;
  Object.assign(element.style, { pointerEvents: 'none', ...style });
  parent.append(element);
  return element;
}

/** Adds the elements of a divider to a grid, in the place of a pane; the pointer goes through all but the grip. */
export function makeDivider(grid: HTMLElement, pane: HTMLElement, texts: DividerTexts): DividerParts {
  const { top, left, width, height } = pane.style;
  const layer = make(grid, 'diffusion-swipe-layer', { position: 'absolute', zIndex: LAYER, overflow: 'hidden', top, left, width, height });
  const line = make(layer, 'diffusion-swipe-line', { position: 'absolute', top: '0', bottom: '0', width: '0' });
  make(line, 'diffusion-swipe-cut', { position: 'absolute', top: '0', bottom: '0', left: '-1px', width: '2px', background: COLOUR });
  make(line, 'diffusion-swipe-left', { ...LABEL, right: '8px', whiteSpace: 'nowrap' }, texts.left);
  const box = make(line, 'diffusion-swipe-right', { ...LABEL, left: '8px', width: 'max-content', maxWidth: `${ROOM.right - 16}px` });
  const name = make(box, 'diffusion-swipe-name', {}, texts.right);
  make(box, 'diffusion-swipe-warning', { color: '#ffb020', fontSize: '11px', fontWeight: '700' }, texts.warning);
  const grip = make(line, 'diffusion-swipe-grip', HANDLE, '⇔');
  grip.tabIndex = 0;
  const said = { role: 'slider', 'aria-orientation': 'horizontal', 'aria-label': texts.name, 'aria-valuemin': '0', 'aria-valuemax': '100' };
  Object.entries(said).forEach(([attribute, value]) => grip.setAttribute(attribute, value));
  return { layer, line, grip, name };
}
