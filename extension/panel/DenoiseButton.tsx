import React from 'react';
import { en } from '../i18n/en';
import type { WorkbenchState } from '../workbench/state';
import { Problem } from './Problem';

/** Disabled with the reason below it. While its series is running it can be pressed, and then says so: no dialog, no second job. */
export function DenoiseButton({ state, denoise }: { state: WorkbenchState; denoise: () => void }) {
  const { engine, series, hint } = state;
  const { reason, warnings } = series;
  return (
    <div className="diffusion-start">
      <button
        type="button"
        data-cy="diffusion-denoise"
        className="diffusion-button diffusion-main"
        disabled={reason !== undefined || engine.state !== 'ready'}
        aria-describedby={reason && 'diffusion-reason'}
        onClick={denoise}
      >
        {en.panel.denoise}
      </button>
      <div id="diffusion-reason" role="status">
        {reason && engine.state !== 'failed' && <Problem error={reason} cy="diffusion-reason" />}
        {!reason &&
          warnings.map((warning) => (
            <p key={warning} className="diffusion-warning">
              {warning}
            </p>
          ))}
        {hint && (
          <p className="diffusion-note" data-cy="diffusion-hint">
            {hint}
          </p>
        )}
      </div>
    </div>
  );
}
