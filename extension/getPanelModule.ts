import { boxComponent } from './host/hostElement';
import { ui } from './i18n';
import { ICON, PANEL_NAME } from './host/ids';
import type { Workbench } from './workbench/Workbench';

/** The rest of the side panel below its tabs. */
const BOX = { flex: '1 1 0', minHeight: 0, display: 'flex', flexDirection: 'column' };

/** The panel is a private React root in a box of the viewer's tree; React is fetched when the panel first opens. */
function mountPanel(workbench: Workbench, box: HTMLElement): () => void {
  let unmount: (() => void) | undefined;
  let gone = false;
  import('./panel/mount').then(
    ({ mount }) => {
      if (!gone) unmount = mount(box, workbench);
    },
    () => {
      box.textContent = ui.panel.missing;
    },
  );
  return () => {
    gone = true;
    unmount?.();
  };
}

export const panelModule = (workbench: Workbench) => [
  {
    name: PANEL_NAME,
    iconName: ICON,
    iconLabel: ui.title,
    label: ui.title,
    component: boxComponent({ 'data-cy': 'diffusion-panel', style: BOX }, (box) => mountPanel(workbench, box)),
  },
];
