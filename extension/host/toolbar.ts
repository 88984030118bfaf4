import type { TaskName } from '../../src/results/Result';
import { BUTTON_IDS, PANEL_ID } from '../ids';
import { host } from './host';

/** Buttons are judged on viewport events only; after a change of our own they must be asked again. */
export function refreshToolbar(): void {
  const { toolbarService, viewportGridService } = host().services;
  toolbarService.refreshToolbarState({ viewportId: viewportGridService.getActiveViewportId() });
}

export const openPanel = () => host().services.panelService.activatePanel(PANEL_ID, true);

/** True in modes that have our buttons; OHIF clears the toolbar when a mode is entered. */
export const hasButton = (task: TaskName) => host().services.toolbarService.getButton(BUTTON_IDS[task]) !== undefined;
