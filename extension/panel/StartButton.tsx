import React from 'react';
import { ui } from '../i18n';
import { isDoubted, type WorkbenchState } from '../run/state';
import { SlabLine } from './MemoryLine';
import { Problem } from './Problem';
import { Remarks } from './Remarks';

/** Disabled with the reason below it. While its series is running it can be pressed, and then says so: no dialog, no second job. */
export function StartButton({ state, start }: { state: WorkbenchState; start: () => void }) {
  const { engine, series, task, hint } = state;
  const { reason, warnings } = series;
  return (
    <div className="diffusion-start">
      <button
        type="button"
        data-cy={`diffusion-${task}`}
        className="diffusion-button diffusion-main"
        disabled={reason !== undefined || isDoubted(state) || engine.state !== 'ready'}
        aria-describedby={reason && 'diffusion-reason'}
        onClick={start}
      >
        {ui.tasks[task].label}
      </button>
      <div id="diffusion-reason" role="status">
        {reason && engine.state !== 'failed' && <Problem error={reason} cy="diffusion-reason" />}
        {!reason && <SlabLine plan={series.memory} />}
        {!reason && <Remarks remarks={warnings} />}
        {hint && (
          <p className="diffusion-note" data-cy="diffusion-hint">
            {hint}
          </p>
        )}
      </div>
    </div>
  );
}
