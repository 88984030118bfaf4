import type { ComponentType } from 'react';
import { FillingSection } from './FillingSection';
import { AnomalySection } from './AnomalySection';
import { FindingsSection } from './FindingsSection';
import { OverlaySection } from './OverlaySection';
import type { SectionProps } from './sectionProps';
import { BlendSection } from './BlendSection';
import { CompareSection } from './CompareSection';
import { MeasureSection } from './MeasureSection';

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
