import type { ComponentType } from 'react';
import { FillingSection } from './FillingSection';
import type { ResultRow } from '../workbench/state';
import type { Workbench } from '../workbench/Workbench';
import { AnomalySection } from './AnomalySection';
import { FindingsSection } from './FindingsSection';
import { OverlaySection } from './OverlaySection';
import { BlendSection } from './BlendSection';
import { CompareSection } from './CompareSection';
import { MeasureSection } from './MeasureSection';

export interface SectionProps {
  row: ResultRow;
  workbench: Workbench;
}

/** What a result offers below its facts, from top to bottom, the list without an end last; a section that has nothing for a task shows nothing. */
export const RESULT_SECTIONS: readonly (readonly [id: string, section: ComponentType<SectionProps>])[] = [
  ['anomaly', AnomalySection],
  ['filling', FillingSection],
  ['blend', BlendSection],
  ['compare', CompareSection],
  ['measures', MeasureSection],
  ['overlay', OverlaySection],
  ['findings', FindingsSection],
];
