import type { ResultRow } from '../results/rows';
import type { RunControl } from '../run/RunControl';
import type { WorkbenchState } from '../run/state';
import type { Features } from '../workbench/features';
import type { ResultActions } from '../workbench/ResultActions';

/** What the fields of a task are given: the state, and as much of the rest as they use. */
export interface FieldProps<C extends keyof RunControl = never, F extends keyof Features = never> {
  state: WorkbenchState;
  control: Pick<RunControl, C>;
  features: Pick<Features, F>;
}

/** What a section of a result is given. */
export interface SectionProps<F extends keyof Features = never, A extends keyof ResultActions = never> {
  row: ResultRow;
  features: Pick<Features, F>;
  actions: Pick<ResultActions, A>;
}
