import React, { type ReactNode } from 'react';
import { samplersFor } from '../../src/diffusion/samplers';
import { ui } from '../i18n';
import type { RunSettings } from '../worker/protocol';
import { LIMITS } from '../workbench/choices';
import { NumberField } from './NumberField';

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
        <div className="diffusion-field">
          <label htmlFor="diffusion-sampler">{ui.panel.sampler}</label>
          <select
            id="diffusion-sampler"
            data-cy="diffusion-sampler"
            className="diffusion-input"
            value={sampler}
            disabled={steps === 1}
            onChange={(event) => choose({ sampler: event.target.value })}
          >
            {SAMPLERS.map(({ id, label }) => (
              <option key={id} value={id}>
                {label}
              </option>
            ))}
          </select>
          {steps === 1 && <span className="diffusion-muted">{ui.panel.samplerNote}</span>}
        </div>
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
