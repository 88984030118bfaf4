import type { ToolbarService } from './host/types';
import { en } from './i18n/en';
import { BUTTON_ID, EVALUATOR, ICON } from './ids';

/** A fresh object each time: OHIF writes into it. The id becomes the button's data-cy. */
const denoiseButton = () => ({
  id: BUTTON_ID,
  uiType: 'ohif.toolButton',
  props: {
    type: 'action',
    icon: ICON,
    label: en.button.label,
    tooltip: en.button.tooltip,
    commands: 'denoise',
    evaluate: [{ name: EVALUATOR }],
  },
});

/** Called by the mode before the basic mode fills the toolbar: sections are appended to, so the button comes first. */
export function addToolbarButton(toolbar: ToolbarService): void {
  (toolbar.register ?? toolbar.addButtons)?.call(toolbar, [denoiseButton()]);
  toolbar.updateSection(toolbar.sections?.primary ?? 'primary', [BUTTON_ID]);
}
