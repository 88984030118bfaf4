import type { ResultRow } from '../workbench/state';
import type { Workbench } from '../workbench/Workbench';

/** What a section of a result is given. */
export interface SectionProps {
  row: ResultRow;
  workbench: Workbench;
}
