import { ui } from './i18n';
import type { TaskName } from '../src/results/Result';
import { COMMANDS, ICON, ICONS } from './host/ids';
import { exceptVolumes, instanceNumber } from './results/instanceNumber';
import { legend } from './overlay/legend';
import { tag } from './results/tag';
import type { Workbench } from './workbench/Workbench';

/** Commands without a clash: OHIF's own keys carry no Shift, and F, G, U, X and Y are free (A, N and R are not). All of them can be changed in OHIF's preferences. */
const KEYS: readonly (readonly [commandName: string, label: string, key: string])[] = [
  ['denoise', ui.hotkey, 'shift+d'],
  ['inpaint', ui.shell.hotkeys.inpaint, 'shift+i'],
  ['anomalyMap', ui.shell.hotkeys.anomaly, 'shift+a'],
  ['cancelDiffusion', ui.shell.hotkeys.cancel, 'shift+x'],
  ['diffusionFlicker', ui.compare.flickerHotkey, 'f'],
  ['diffusionSwipe', ui.compare.swipeHotkey, 'shift+s'],
  ['diffusionNextFinding', ui.findings.hotkeys.next, 'g'],
  ['diffusionPreviousFinding', ui.findings.hotkeys.previous, 'shift+g'],
  ['diffusionAccept', ui.findings.hotkeys.accepted, 'y'],
  ['diffusionReject', ui.findings.hotkeys.rejected, 'x'],
  ['diffusionUnsure', ui.findings.hotkeys.unsure, 'u'],
  ['toggleDiffusionResult', ui.shell.hotkeys.toggle, 'shift+r'],
  ['fileDiffusionResult', ui.filing.hotkey, 'shift+f'],
];

export const hotkeys = KEYS.map(([commandName, label, key]) => ({
  commandName,
  commandOptions: { hotkey: true },
  label,
  keys: [key],
  isEditable: true,
}));

/**
 * Entries in the menu of each thumbnail; OHIF adds the display set to the options of the command. It asks no entry whether it fits that
 * display set (`selector` gets the services only), so all are there for every series and the command says what does not fit.
 *
 * @param tasks asked when the menu opens: the site's customizations are not there yet when the menu is registered
 * @param filing whether the site lets results be filed; asked at the same time
 */
export const thumbnailMenu = (tasks: () => readonly TaskName[], filing: () => boolean = () => true) => ({
  id: 'diffusion',
  label: ui.title,
  iconName: ICON,
  get items() {
    return [
      ...tasks().map((task) => ({ id: `diffusion-${task}`, label: ui.tasks[task].label, iconName: ICONS[task], commands: COMMANDS[task] })),
      { id: 'diffusion-show', label: ui.result.show, iconName: 'layout-common-1x2', commands: 'showDiffusionResult' },
      ...(filing() ? [{ id: 'diffusion-file', label: ui.filing.file, iconName: 'Upload', commands: 'fileDiffusionResult' }] : []),
      { id: 'diffusion-download', label: ui.filing.download, iconName: 'Download', commands: 'downloadDiffusionResult' },
      { id: 'diffusion-remove', label: ui.shell.removeResult, iconName: 'Delete', commands: 'removeDiffusionResult' },
    ];
  },
});

interface Listed {
  id?: string;
  commandName?: string;
}

const listed = (list: unknown) => (Array.isArray(list) ? (list as Listed[]) : []);

/** OHIF 3.11 and 3.12 apply global customizations twice; an item that is there already is left alone. */
const addOnce =
  (...items: Listed[]) =>
  (list: unknown) => {
    const before = listed(list);
    const same = (item: Listed) => (other: Listed) => (item.id ? other.id === item.id : other.commandName === item.commandName);
    return [...before, ...items.filter((item) => !before.some(same(item)))];
  };

export const customizationModule = (workbench: Workbench) => [
  {
    name: 'global',
    value: {
      'viewportOverlay.topRight': {
        $apply: addOnce(
          tag(workbench),
          legend(() => workbench.visit?.features.overlay),
        ),
      },
      'viewportOverlay.bottomRight': { $apply: (list: unknown) => addOnce(instanceNumber)(listed(list).map(exceptVolumes)) },
      'ohif.hotkeyBindings': { $apply: addOnce(...hotkeys) },
      'studyBrowser.thumbnailMenuItems': {
        $apply: addOnce(
          thumbnailMenu(
            () => workbench.settings.tasks,
            () => workbench.settings.filing.enabled,
          ),
        ),
      },
    },
  },
];
