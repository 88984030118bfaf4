import type { ResultRow } from '../results/rows';
import type { WorkbenchState } from '../run/state';
import type { Workbench } from '../workbench/Workbench';

/** What the fields of a task are given. */
export interface FieldProps {
  state: WorkbenchState;
  workbench: Workbench;
}

/** What a section of a result is given. */
export interface SectionProps {
  row: ResultRow;
  workbench: Workbench;
}
