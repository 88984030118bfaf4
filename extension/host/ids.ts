import type { TaskName } from '../../src/results/Result';

/** Names under which the viewer knows our parts; the mode and the extension are two bundles and share this file. */
export const EXTENSION_ID = 'ohif-extension-diffusion';
export const MODE_ID = 'ohif-mode-diffusion';
export const PANEL_NAME = 'diffusion';
export const PANEL_ID = `${EXTENSION_ID}.panelModule.${PANEL_NAME}`;
/** Toolbar button of each task; the id becomes its data-cy. */
export const BUTTON_IDS: Readonly<Record<TaskName, string>> = {
  denoise: 'DiffusionDenoise',
  inpaint: 'DiffusionInpaint',
  anomaly: 'DiffusionAnomaly',
};
/** The drop-down that holds them, and the toolbar section of the same name. */
export const GROUP_ID = 'DiffusionTools';
export const COMMANDS: Readonly<Record<TaskName, string>> = { denoise: 'denoise', inpaint: 'inpaint', anomaly: 'anomalyMap' };
export const evaluatorOf = (task: TaskName) => `evaluate.diffusion.${task}`;
/** OHIF's own icons, there since 3.11: an unknown name would be shown as the words "Missing Icon". */
export const ICON = 'tool-fusion-color';
export const ICONS: Readonly<Record<TaskName, string>> = { denoise: ICON, inpaint: 'icon-tool-brush', anomaly: 'icon-color-lut' };
/** Scheme of the image ids of results: `diffusion:<series>/<instance>`. */
export const SCHEME = 'diffusion';
