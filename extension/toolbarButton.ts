import type { TaskName } from '../src/results/Result';
import type { ToolbarService } from './host/types';
import { en } from './i18n/en';
import { BUTTON_IDS, evaluatorOf, ICON } from './ids';

const COMMANDS: Readonly<Record<TaskName, string>> = { denoise: 'denoise', inpaint: 'inpaint', anomaly: 'anomalyMap' };

/** Fresh objects each time: OHIF writes into them. */
const buttons = () =>
  (Object.keys(COMMANDS) as TaskName[]).map((task) => ({
    id: BUTTON_IDS[task],
    uiType: 'ohif.toolButton',
    props: {
      type: 'action',
      icon: ICON,
      label: en.tasks[task].label,
      tooltip: en.button[task],
      commands: COMMANDS[task],
      evaluate: [{ name: evaluatorOf(task) }],
    },
  }));

/** Called by the mode before the basic mode fills the toolbar: sections are appended to, so the buttons come first. */
export function addToolbarButtons(toolbar: ToolbarService): void {
  (toolbar.register ?? toolbar.addButtons)?.call(toolbar, buttons());
  toolbar.updateSection(toolbar.sections?.primary ?? 'primary', Object.values(BUTTON_IDS));
}
