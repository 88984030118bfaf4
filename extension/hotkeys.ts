import { en } from './i18n/en';

/** Commands without a clash: OHIF's own keys carry no Shift, and F is free. All of them can be changed in OHIF's preferences. */
const KEYS: readonly (readonly [commandName: string, label: string, key: string])[] = [
  ['denoise', en.hotkey, 'shift+d'],
  ['inpaint', en.shell.hotkeys.inpaint, 'shift+i'],
  ['anomalyMap', en.shell.hotkeys.anomaly, 'shift+a'],
  ['cancelDiffusion', en.shell.hotkeys.cancel, 'shift+x'],
  ['diffusionFlicker', en.compare.flickerHotkey, 'f'],
  ['toggleDiffusionResult', en.shell.hotkeys.toggle, 'shift+r'],
];

export const hotkeys = KEYS.map(([commandName, label, key]) => ({
  commandName,
  commandOptions: { hotkey: true },
  label,
  keys: [key],
  isEditable: true,
}));
