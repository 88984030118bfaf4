import React, { type ComponentType } from 'react';
import type { TaskName } from '../../src/results/Result';
import { Advanced } from './Advanced';
import { AnomalyFields } from './AnomalyFields';
import type { FieldProps } from './fieldProps';
import { InpaintFields } from './InpaintFields';
import { MemoryLine } from './MemoryLine';
import { SamplesField } from './SamplesField';
import { Strength } from './Strength';

function DenoiseFields({ state, workbench }: FieldProps) {
  const choices = state.choices.denoise;
  const choose = workbench.choose.bind(workbench);
  return (
    <>
      <Strength strength={choices.strength} choose={choose} />
      <Advanced choices={choices} choose={choose}>
        <SamplesField choices={choices} choose={choose} />
        <MemoryLine plan={state.series.memory} />
      </Advanced>
    </>
  );
}

/** The settings of each task. */
export const TASK_FIELDS: Readonly<Record<TaskName, ComponentType<FieldProps>>> = {
  denoise: DenoiseFields,
  inpaint: InpaintFields,
  anomaly: AnomalyFields,
};
