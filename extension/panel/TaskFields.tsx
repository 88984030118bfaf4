import React, { type ComponentType } from 'react';
import { ui } from '../i18n';
import type { RunSettings } from '../worker/settings';
import type { TaskName } from '../../src/results/Result';
import type { RunControl } from '../run/RunControl';
import type { Features } from '../workbench/features';
import { Advanced } from './Advanced';
import { AnomalyFields } from './AnomalyFields';
import type { FieldProps } from './props';
import { InpaintFields } from './InpaintFields';
import { MemoryLine } from './MemoryLine';
import { SamplesField } from './SamplesField';

interface Props {
  strength: number;
  choose: (patch: Partial<RunSettings>) => void;
}

export function Strength({ strength, choose }: Props) {
  return (
    <fieldset className="diffusion-field" data-cy="diffusion-strength">
      <legend>{ui.panel.strength}</legend>
      <div className="diffusion-choices">
        {ui.strengths.map(({ id, label, value }) => (
          <label key={id} className="diffusion-choice">
            <input
              type="radio"
              name="diffusion-strength"
              data-cy={`diffusion-strength-${id}`}
              value={value}
              checked={strength === value}
              onChange={() => choose({ strength: value })}
            />
            <span>{label}</span>
          </label>
        ))}
      </div>
      <span className="diffusion-muted">{ui.panel.strengthNote}</span>
    </fieldset>
  );
}

function DenoiseFields({ state, control }: Pick<FieldProps<'choose'>, 'state' | 'control'>) {
  const choices = state.choices.denoise;
  const choose = control.choose.bind(control);
  return (
    <>
      <Strength strength={choices.strength} choose={choose} />
      <label className="diffusion-line">
        <input
          type="checkbox"
          data-cy="diffusion-best"
          checked={choices.turns > 1}
          onChange={({ target }) => choose({ turns: target.checked ? 8 : 1 })}
        />
        <span>{ui.panel.best}</span>
      </label>
      <Advanced choices={choices} choose={choose}>
        <SamplesField choices={choices} choose={choose} />
        <MemoryLine plan={state.series.memory} />
      </Advanced>
    </>
  );
}

/** The settings of each task. */
export const TASK_FIELDS: Readonly<Record<TaskName, ComponentType<FieldProps<keyof RunControl, keyof Features>>>> = {
  denoise: DenoiseFields,
  inpaint: InpaintFields,
  anomaly: AnomalyFields,
};
