import React from 'react';
import { ui } from '../i18n';
import type { RunSettings } from '../worker/protocol';
import type { TaskName } from '../../src/results/Result';
import { modelsFor } from '../workbench/choices';
import type { EngineState } from '../workbench/state';
import { ModelCard } from './ModelCard';
import { Problem } from './Problem';

interface Props {
  engine: EngineState;
  task: TaskName;
  choices: RunSettings;
  choose: (patch: Partial<RunSettings>) => void;
  /** Folder that holds the models and their cards. */
  assetsUrl: string;
}

export function ModelSelect({ engine, task, choices, choose, assetsUrl }: Props) {
  const models = engine.state === 'ready' ? modelsFor(engine, task) : [];
  const chosen = models.find(({ id }) => id === choices.modelId);
  return (
    <div className="diffusion-field">
      <div className="diffusion-row">
        <label htmlFor="diffusion-model">{ui.panel.model}</label>
        {chosen && (
          <span className="diffusion-muted">
            {ui.panel.modelVersion(chosen.manifest.version)} · <ModelCard manifest={chosen.manifest} assetsUrl={assetsUrl} />
          </span>
        )}
      </div>
      <select
        id="diffusion-model"
        data-cy="diffusion-model"
        className="diffusion-input"
        value={choices.modelId}
        disabled={models.length === 0}
        onChange={(event) => choose({ modelId: event.target.value })}
      >
        {models.length === 0 && <option value={choices.modelId}>{engine.state === 'ready' ? ui.panel.noModel : '…'}</option>}
        {models.map(({ id, label }) => (
          <option key={id} value={id}>
            {label}
          </option>
        ))}
      </select>
      {engine.state === 'ready' && engine.problems.map((problem, index) => <Problem key={index} error={problem} />)}
    </div>
  );
}
