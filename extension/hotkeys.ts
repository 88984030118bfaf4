import { ui } from './i18n';

/** Commands without a clash: OHIF's own keys carry no Shift, and F is free. All of them can be changed in OHIF's preferences. */
const KEYS: readonly (readonly [commandName: string, label: string, key: string])[] = [
  ['denoise', ui.hotkey, 'shift+d'],
  ['inpaint', ui.shell.hotkeys.inpaint, 'shift+i'],
  ['anomalyMap', ui.shell.hotkeys.anomaly, 'shift+a'],
  ['cancelDiffusion', ui.shell.hotkeys.cancel, 'shift+x'],
  ['diffusionFlicker', ui.compare.flickerHotkey, 'f'],
  ['diffusionSwipe', ui.compare.swipeHotkey, 'shift+s'],
  ['toggleDiffusionResult', ui.shell.hotkeys.toggle, 'shift+r'],
];

export const hotkeys = KEYS.map(([commandName, label, key]) => ({
  commandName,
  commandOptions: { hotkey: true },
  label,
  keys: [key],
  isEditable: true,
}));
