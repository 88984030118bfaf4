import type { TaskName } from '../src/results/Result';
import { ui } from './i18n';
import { COMMANDS, ICON, ICONS } from './ids';

/**
 * Entries in the menu of each thumbnail; OHIF adds the display set to the options of the command. It asks no entry whether it fits that
 * display set (`selector` gets the services only), so all are there for every series and the command says what does not fit.
 *
 * @param tasks asked when the menu opens: the site's customizations are not there yet when the menu is registered
 */
export const thumbnailMenu = (tasks: () => readonly TaskName[]) => ({
  id: 'diffusion',
  label: ui.title,
  iconName: ICON,
  get items() {
    return [
      ...tasks().map((task) => ({ id: `diffusion-${task}`, label: ui.tasks[task].label, iconName: ICONS[task], commands: COMMANDS[task] })),
      { id: 'diffusion-show', label: ui.result.show, iconName: 'layout-common-1x2', commands: 'showDiffusionResult' },
      { id: 'diffusion-remove', label: ui.shell.removeResult, iconName: 'Delete', commands: 'removeDiffusionResult' },
    ];
  },
});
