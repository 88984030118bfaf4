import { CUSTOMIZATION_ID } from './settings';
import { host } from './host';
import type { TaskName } from '../../src/results/Result';
import { BUTTON_IDS, PANEL_ID } from './ids';

/** Settings that a site gives through OHIF's customization service; undefined where it gives none. */
export const siteCustomization = (): unknown => host().services.customizationService?.getCustomization(CUSTOMIZATION_ID);

/**
 * Version of the viewer. OHIF tells its extensions nowhere; only its About box holds the number, as a text in its code. Undefined where
 * the site has a box of its own without one.
 */
export function viewerVersion(): string | undefined {
  const about = host().services.customizationService?.getCustomization('ohif.aboutModal');
  return typeof about === 'function' ? /["'`](\d+\.\d+\.\d+(?:-[\w.]+)?)["'`]/.exec(String(about))?.[1] : undefined;
}

export const cornerstoneVersion = (): string | undefined => (globalThis as { cornerstone?: { version?: string } }).cornerstone?.version;

/** Buttons are judged on viewport events only; after a change of our own they must be asked again. */
export function refreshToolbar(): void {
  const { toolbarService, viewportGridService } = host().services;
  toolbarService.refreshToolbarState({ viewportId: viewportGridService.getActiveViewportId() });
}

/** `Shift+G`: the key of a command as the reader has set it; undefined where it has none in this mode. */
export function keyOf(commandName: string): string | undefined {
  const keys = Object.values(host().hotkeys?.hotkeyDefinitions ?? {}).find((one) => one.commandName === commandName)?.keys;
  const text = typeof keys === 'string' ? keys : (keys ?? []).join('+');
  return text === '' ? undefined : text.replace(/[^+\s]+/g, (word) => word.charAt(0).toUpperCase() + word.slice(1));
}

/** A message below the images for some milliseconds; in the viewer's usual corner it would lie over the buttons of the panel. */
export const notify = (title: string, type: 'success' | 'error' | 'info', message: string, duration: number): void =>
  host().services.uiNotificationService.show({ title, message, type, duration, position: 'bottom-center' });

export const openPanel = () => host().services.panelService.activatePanel(PANEL_ID, true);

/** True in modes that have our buttons; OHIF clears the toolbar when a mode is entered. */
export const hasButton = (task: TaskName) => host().services.toolbarService.getButton(BUTTON_IDS[task]) !== undefined;
