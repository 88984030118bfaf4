import React from 'react';
import type { Manifest } from '../../src/models/manifest';
import { ui } from '../i18n';
import type { RunSettings } from '../worker/settings';
import type { TaskName } from '../../src/results/Result';
import { modelsFor } from '../run/choices';
import type { EngineState } from '../run/state';
import { ModelCard } from './ModelCard';
import { Problem } from './Problem';
import { SelectField } from './SelectField';

interface Props {
  engine: EngineState;
  task: TaskName;
  choices: RunSettings;
  choose: (patch: Partial<RunSettings>) => void;
  /** Folder that holds the models and their cards. */
  assetsUrl: string;
}

const Version = ({ manifest, assetsUrl }: { manifest: Manifest; assetsUrl: string }) => (
  <span className="diffusion-muted">
    {ui.panel.modelVersion(manifest.version)} · <ModelCard manifest={manifest} assetsUrl={assetsUrl} />
  </span>
);

export function ModelSelect({ engine, task, choices, choose, assetsUrl }: Props) {
  const models = engine.state === 'ready' ? modelsFor(engine, task) : [];
  const chosen = models.find(({ id }) => id === choices.modelId);
  const none = { id: choices.modelId, label: engine.state === 'ready' ? ui.panel.noModel : '…' };
  return (
    <SelectField
      id="diffusion-model"
      label={ui.panel.model}
      beside={chosen ? <Version manifest={chosen} assetsUrl={assetsUrl} /> : null}
      value={choices.modelId}
      options={models.length === 0 ? [none] : models}
      disabled={models.length === 0}
      onChange={(modelId) => choose({ modelId })}
    >
      {engine.state === 'ready' && engine.problems.map((problem, index) => <Problem key={index} error={problem} />)}
    </SelectField>
  );
}
