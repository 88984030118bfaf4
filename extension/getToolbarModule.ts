import { errorText } from './describe';
import { EVALUATOR } from './ids';
import type { Workbench } from './workbench/Workbench';

/** Greys the button out where it could not work, with the sentence that the panel shows too. */
export const toolbarModule = (workbench: Workbench) => [
  {
    name: EVALUATOR,
    evaluate: ({ viewportId }: { viewportId?: string } = {}) => {
      const reason = workbench.reason(viewportId);
      return reason && { disabled: true, disabledText: `${errorText(reason)} ${reason.hint}` };
    },
  },
];
