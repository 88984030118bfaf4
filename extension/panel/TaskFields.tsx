import React, { type ComponentType } from 'react';
import type { TaskName } from '../../src/results/Result';
import type { WorkbenchState } from '../workbench/state';
import type { Workbench } from '../workbench/Workbench';
import { Advanced } from './Advanced';
import { InpaintFields } from './InpaintFields';
import { Strength } from './Strength';

export interface FieldProps {
  state: WorkbenchState;
  workbench: Workbench;
}

function DenoiseFields({ state, workbench }: FieldProps) {
  const choices = state.choices.denoise;
  const choose = workbench.choose.bind(workbench);
  return (
    <>
      <Strength strength={choices.strength} choose={choose} />
      <Advanced choices={choices} choose={choose} />
    </>
  );
}

/** The settings of each task; a restorer has none. */
export const TASK_FIELDS: Readonly<Record<TaskName, ComponentType<FieldProps>>> = {
  denoise: DenoiseFields,
  inpaint: InpaintFields,
  anomaly: () => null,
};
