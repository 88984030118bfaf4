import { errorHint, errorText } from './describe';
import { evaluatorOf } from './ids';
import { TASKS } from './workbench/choices';
import type { Workbench } from './workbench/Workbench';

/** Greys a button out where it could not work, with the sentence that the panel shows too. */
export const toolbarModule = (workbench: Workbench) =>
  TASKS.map((task) => ({
    name: evaluatorOf(task),
    evaluate: ({ viewportId }: { viewportId?: string } = {}) => {
      const reason = workbench.reason(task, viewportId);
      return reason && { disabled: true, disabledText: `${errorText(reason)} ${errorHint(reason)}` };
    },
  }));
