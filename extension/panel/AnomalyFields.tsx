import React from 'react';
import type { NoisingManifest } from '../../src/models/manifest';
import { reconstructionsOf } from '../../src/models/prior';
import { ui } from '../i18n';
import { LIMITS } from '../run/choices';
import { manifestOf } from '../run/EngineLink';
import { MemoryLine } from './MemoryLine';
import { NumberField } from './NumberField';
import { Remarks } from './Remarks';
import type { FieldProps } from './props';

/** The brain mask before the run: found, looked at, corrected. */
function Brain({ state, control, features }: FieldProps<'run', 'brains'>) {
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
            onClick={() => features.brains.remove(displaySetUID)}
          >
            {ui.anomaly.brain.remove}
          </button>
        ) : (
          <button
            type="button"
            data-cy="diffusion-brain"
            className="diffusion-button"
            onClick={() => control.run({ task: 'anomaly', brainOnly: true })}
          >
            {ui.anomaly.brain.check}
          </button>
        )}
      </div>
      <span className="diffusion-muted">{brain ? ui.anomaly.brain.shown(brain.millilitres) : ui.anomaly.brain.note}</span>
      <Remarks remarks={brain?.warnings ?? []} />
    </div>
  );
}

/** How often a prior by partial noising reconstructs each slice, and from which noise. */
function Noising({ state, control, manifest }: Pick<FieldProps<'choose'>, 'state' | 'control'> & { manifest: NoisingManifest }) {
  const { draws, steps } = manifest.noising;
  const { samples, seed } = state.choices.anomaly;
  const choose = control.choose.bind(control);
  const count = reconstructionsOf(manifest, samples);
  const texts = ui.anomaly.noising;
  return (
    <details className="diffusion-advanced" data-cy="diffusion-advanced">
      <summary>{ui.panel.advanced}</summary>
      <div>
        <NumberField
          id="diffusion-reconstructions"
          label={texts.count}
          note={`${texts.evaluations(count * steps)} ${count === draws ? texts.calibrated : texts.uncalibrated(draws)}`}
          value={count}
          limits={[Math.min(2, draws), LIMITS.samples[1]]}
          onChange={(value) => choose({ samples: value })}
        />
        <NumberField
          id="diffusion-seed"
          label={ui.panel.seed}
          note={texts.seedNote}
          value={seed}
          limits={LIMITS.seed}
          onChange={(value) => choose({ seed: value })}
        />
        <MemoryLine plan={state.series.memory} />
      </div>
    </details>
  );
}

/** The settings of the anomaly map: a restorer, which draws nothing, has none but its mask. */
export function AnomalyFields(props: FieldProps<'choose' | 'run', 'brains'>) {
  const { engine, choices } = props.state;
  const manifest = manifestOf(engine, choices.anomaly.modelId);
  return (
    <>
      <Brain {...props} />
      {manifest?.kind === 'noising-prior' && <Noising {...props} manifest={manifest} />}
    </>
  );
}
