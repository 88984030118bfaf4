import React from 'react';
import { ui } from '../i18n';
import type { FieldProps } from './TaskFields';

/** What differs from the series that the model was made for, with the tick that the button waits for. */
function Doubts({ state, workbench }: FieldProps) {
  const { series, confirmed } = state;
  const { displaySetUID = '', doubts } = series;
  if (doubts.length === 0) return null;
  return (
    <div className="diffusion-field diffusion-reason" data-cy="diffusion-doubts">
      <strong className="diffusion-warning">{ui.anomaly.differs}</strong>
      {doubts.map((doubt) => (
        <p key={doubt}>{doubt}</p>
      ))}
      <label className="diffusion-line">
        <input
          type="checkbox"
          data-cy="diffusion-confirm"
          checked={confirmed.includes(displaySetUID)}
          onChange={(event) => workbench.confirm(event.target.checked)}
        />
        <span>{ui.anomaly.confirm}</span>
      </label>
    </div>
  );
}

/** The brain mask before the run: found, looked at, corrected. */
function Brain({ state, workbench }: FieldProps) {
  const { displaySetUID = '', reason } = state.series;
  const brain = state.brains[displaySetUID];
  if (reason) return null;
  return (
    <div className="diffusion-field" data-cy="diffusion-brain-mask" data-shown={brain !== undefined}>
      <div className="diffusion-row">
        {brain ? (
          <button
            type="button"
            data-cy="diffusion-brain-remove"
            className="diffusion-button"
            onClick={() => workbench.brains.remove(displaySetUID)}
          >
            {ui.anomaly.brain.remove}
          </button>
        ) : (
          <button
            type="button"
            data-cy="diffusion-brain"
            className="diffusion-button"
            onClick={() => workbench.run({ task: 'anomaly', brainOnly: true })}
          >
            {ui.anomaly.brain.check}
          </button>
        )}
      </div>
      <span className="diffusion-muted">{brain ? ui.anomaly.brain.shown(brain.millilitres) : ui.anomaly.brain.note}</span>
      {brain?.warnings.map((warning) => (
        <p key={warning} className="diffusion-warning">
          {warning}
        </p>
      ))}
    </div>
  );
}

/** The settings of the anomaly map: a restorer has none but its mask. */
export function AnomalyFields(props: FieldProps) {
  return (
    <>
      <Brain {...props} />
      <Doubts {...props} />
    </>
  );
}
