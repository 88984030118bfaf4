import React from 'react';
import { samplersFor } from '../../src/diffusion/samplers';
import { ui } from '../i18n';
import type { RunSettings } from '../worker/settings';
import { LIMITS } from '../run/choices';
import { samplesProposal } from '../run/memory';
import { NumberField } from './NumberField';

interface Props {
  choices: RunSettings;
  choose: (patch: Partial<RunSettings>) => void;
}

/** How many samples; with settings that cannot give different ones, others are proposed. */
export function SamplesField({ choices, choose }: Props) {
  const better = samplesProposal(choices);
  const label = samplersFor('sample').find(({ id }) => id === better?.sampler)?.label ?? '';
  return (
    <>
      <NumberField
        id="diffusion-samples"
        label={ui.samples.label}
        note={ui.samples.note}
        value={choices.samples}
        limits={LIMITS.samples}
        onChange={(samples) => choose({ samples })}
      />
      {better && (
        <div className="diffusion-reason">
          <p>{ui.samples.needs}</p>
          <button type="button" className="diffusion-button" data-cy="diffusion-samples-propose" onClick={() => choose(better)}>
            {ui.samples.propose(better.steps, label)}
          </button>
        </div>
      )}
    </>
  );
}
