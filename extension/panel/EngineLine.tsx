import React from 'react';
import { en } from '../i18n/en';
import type { EngineState } from '../workbench/state';
import { Problem } from './Problem';

/** Where the model runs and why there; a fallback is said, not hidden. */
export function EngineLine({ engine, retry }: { engine: EngineState; retry: () => void }) {
  if (engine.state === 'failed') {
    return (
      <div className="diffusion-card diffusion-error" data-cy="diffusion-error" role="alert">
        <Problem error={engine.error} />
        <button type="button" className="diffusion-button" onClick={retry}>
          {en.panel.retry}
        </button>
      </div>
    );
  }
  return (
    <p className="diffusion-muted" data-cy="diffusion-backend" data-backend={engine.state === 'ready' ? engine.backend.used : undefined}>
      {engine.state === 'ready' ? en.backendLine(engine.backend) : en.panel.loading}
    </p>
  );
}
