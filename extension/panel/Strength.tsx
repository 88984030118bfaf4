import React from 'react';
import { ui } from '../i18n';
import type { RunSettings } from '../worker/protocol';

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
