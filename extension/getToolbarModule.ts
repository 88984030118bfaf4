import type { TaskName } from '../src/results/Result';
import type { ToolbarService } from './host/types';
import { ui } from './i18n';
import { BUTTON_IDS, COMMANDS, evaluatorOf, GROUP_ID, ICONS } from './host/ids';
import { errorHint, errorText } from './i18n/describe';
import { TASKS } from './host/settings';
import type { Workbench } from './workbench/Workbench';

/** Fresh objects each time: OHIF writes into them. */
const button = (task: TaskName) => ({
  id: BUTTON_IDS[task],
  uiType: 'ohif.toolButton',
  props: {
    type: 'action',
    icon: ICONS[task],
    label: ui.tasks[task].label,
    tooltip: ui.button[task],
    commands: COMMANDS[task],
    evaluate: [{ name: evaluatorOf(task) }],
  },
});

/** A button with a drop-down; what is in it is the toolbar section of the same name. */
const group = () => ({ id: GROUP_ID, uiType: 'ohif.toolButtonList', props: { buttonSection: true } });

/**
 * Called by the mode before the basic mode fills the toolbar: sections are appended to, so ours come first. Several tasks are one group; a
 * viewer that does not name its sections (before groups were sections) gets plain buttons, and so does one task alone.
 */
export function addToolbarButtons(toolbar: ToolbarService, tasks: readonly TaskName[]): void {
  const grouped = toolbar.sections !== undefined && tasks.length > 1;
  const primary = toolbar.sections?.primary ?? 'primary';
  const ids = tasks.map((task) => BUTTON_IDS[task]);
  (toolbar.register ?? toolbar.addButtons)?.call(toolbar, [...(grouped ? [group()] : []), ...tasks.map(button)]);
  if (!grouped) return toolbar.updateSection(primary, ids);
  toolbar.updateSection(primary, [GROUP_ID]);
  toolbar.updateSection(GROUP_ID, ids);
}

/** Greys a button out where it could not work, with the sentence that the panel shows too. */
export const toolbarModule = (workbench: Workbench) =>
  TASKS.map((task) => ({
    name: evaluatorOf(task),
    evaluate: ({ viewportId }: { viewportId?: string } = {}) => {
      const reason = workbench.reason(task, viewportId);
      return reason && { disabled: true, disabledText: `${errorText(reason)} ${errorHint(reason)}` };
    },
  }));
