import React from 'react';
import { ui } from '../i18n';
import type { BackendPreference, RunSettings } from '../worker/settings';
import type { EngineState } from '../run/state';
import { Problem } from './Problem';
import { Select } from './SelectField';

const BACKENDS = Object.keys(ui.panel.backends) as BackendPreference[];

interface Props {
  engine: EngineState;
  choices: RunSettings;
  /** A job waits or runs: the backend is then fixed. */
  busy: boolean;
  choose: (patch: Partial<RunSettings>) => void;
  retry: () => void;
}

/** Where the model runs and why there: a fallback is said, not hidden. Not among the advanced settings, since error messages send one here. */
export function BackendRow({ engine, choices, busy, choose, retry }: Props) {
  const line = engine.state === 'ready' ? ui.backendLine(engine.backend) : ui.panel.loading;
  const failed = engine.state === 'failed';
  // What could not be fetched is named beside the models; what was mended since is found without a reload.
  const lacking = engine.state === 'ready' && engine.problems.length > 0;
  const again = (
    <button type="button" className="diffusion-button" data-cy="diffusion-retry" disabled={busy} onClick={retry}>
      {ui.panel.retry}
    </button>
  );
  return (
    <details
      className="diffusion-field diffusion-fold"
      data-cy="diffusion-backend"
      data-backend={engine.state === 'ready' ? engine.backend.used : undefined}
      open={failed || lacking || undefined}
    >
      <summary className="diffusion-muted">
        {ui.panel.backend}
        {failed ? '' : `: ${line}`}
      </summary>
      <label className="diffusion-line" title={busy ? ui.panel.backendLocked : undefined}>
        <Select
          ariaLabel={ui.panel.backend}
          value={choices.backend}
          options={BACKENDS.map((id) => ({ id, label: ui.panel.backends[id] }))}
          disabled={busy || engine.state === 'loading'}
          onChange={(backend) => choose({ backend })}
        />
      </label>
      {failed && (
        <div className="diffusion-card diffusion-error" data-cy="diffusion-error" data-code={engine.error.code} role="alert">
          <Problem error={engine.error} />
          {again}
        </div>
      )}
      {lacking && again}
    </details>
  );
}
