import React from 'react';
import { ui } from '../i18n';
import { errorText } from '../i18n/describe';
import { isDoubted } from '../run/state';
import type { FieldProps } from './props';

/** What differs from the series that the model was made for, with the tick that the button waits for. */
export function Doubts({ state, control }: Pick<FieldProps<'confirm'>, 'state' | 'control'>) {
  const { doubts } = state.series;
  if (doubts.length === 0) return null;
  return (
    <div className="diffusion-field diffusion-reason" data-cy="diffusion-doubts">
      <strong className="diffusion-warning">{ui.panel.differs}</strong>
      {doubts.map((doubt) => (
        <p key={doubt.code}>{errorText(doubt)}</p>
      ))}
      <label className="diffusion-line">
        <input
          type="checkbox"
          data-cy="diffusion-confirm"
          checked={!isDoubted(state)}
          onChange={(event) => control.confirm(event.target.checked)}
        />
        <span>{ui.panel.confirm}</span>
      </label>
    </div>
  );
}
