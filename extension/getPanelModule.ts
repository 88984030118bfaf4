import { boxComponent } from './host/hostElement';
import { en } from './i18n/en';
import { ICON, PANEL_NAME } from './ids';
import type { Workbench } from './workbench/Workbench';

/** The panel is a private React root in a box of the viewer's tree; React is fetched when the panel first opens. */
function mountPanel(workbench: Workbench, box: HTMLElement): () => void {
  let unmount: (() => void) | undefined;
  let gone = false;
  void import('./panel/mount').then(({ mount }) => {
    if (!gone) unmount = mount(box, workbench);
  });
  return () => {
    gone = true;
    unmount?.();
  };
}

export const panelModule = (workbench: Workbench) => [
  {
    name: PANEL_NAME,
    iconName: ICON,
    iconLabel: en.title,
    label: en.title,
    component: boxComponent({ 'data-cy': 'diffusion-panel', style: { height: '100%' } }, (box) => mountPanel(workbench, box)),
  },
];
