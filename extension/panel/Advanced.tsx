import React, { type ReactNode } from 'react';
import { samplersFor } from '../../src/diffusion/samplers';
import { ui } from '../i18n';
import type { RunSettings } from '../worker/settings';
import { LIMITS } from '../run/choices';
import { NumberField } from './NumberField';
import { SelectField } from './SelectField';

const SAMPLERS = samplersFor('sample');

interface Props {
  choices: RunSettings;
  choose: (patch: Partial<RunSettings>) => void;
  /** Settings that only some tasks have. */
  children?: ReactNode;
}

export function Advanced({ choices, choose, children }: Props) {
  const { steps, sampler, seed } = choices;
  const draws = steps > 1 && (SAMPLERS.find(({ id }) => id === sampler)?.stochastic ?? false);
  return (
    <details className="diffusion-advanced" data-cy="diffusion-advanced">
      <summary>{ui.panel.advanced}</summary>
      <div>
        <NumberField
          id="diffusion-steps"
          label={ui.panel.steps}
          note={ui.panel.stepsNote}
          value={steps}
          limits={LIMITS.steps}
          onChange={(value) => choose({ steps: value })}
        />
        <SelectField
          id="diffusion-sampler"
          label={ui.panel.sampler}
          value={sampler}
          options={SAMPLERS}
          disabled={steps === 1}
          onChange={(value) => choose({ sampler: value })}
        >
          {steps === 1 && <span className="diffusion-muted">{ui.panel.samplerNote}</span>}
        </SelectField>
        <NumberField
          id="diffusion-seed"
          label={ui.panel.seed}
          note={draws ? '' : ui.panel.seedNote}
          value={seed}
          limits={LIMITS.seed}
          disabled={!draws}
          onChange={(value) => choose({ seed: value })}
        />
        {children}
      </div>
    </details>
  );
}
