import type { WorkbenchState } from '../workbench/state';
import type { Workbench } from '../workbench/Workbench';

/** What the fields of a task are given. */
export interface FieldProps {
  state: WorkbenchState;
  workbench: Workbench;
}
