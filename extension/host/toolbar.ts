import { BUTTON_ID, PANEL_ID } from '../ids';
import { host } from './host';

/** Buttons are judged on viewport events only; after a change of our own they must be asked again. */
export function refreshToolbar(): void {
  const { toolbarService, viewportGridService } = host().services;
  toolbarService.refreshToolbarState({ viewportId: viewportGridService.getActiveViewportId() });
}

export const openPanel = () => host().services.panelService.activatePanel(PANEL_ID, true);

/** True in modes that have our button; OHIF clears the toolbar when a mode is entered. */
export const hasDenoiseButton = () => host().services.toolbarService.getButton(BUTTON_ID) !== undefined;
