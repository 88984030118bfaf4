import React, { useSyncExternalStore } from 'react';
import { samplersFor } from '../../src/diffusion/samplers';
import { ui } from '../i18n';
import type { Purpose } from '../inpaint/Inpainting';
import { LIMITS } from '../run/choices';
import { NumberField } from './NumberField';
import { RegionField } from './RegionField';
import { SelectField } from './SelectField';
import type { FieldProps } from './props';

const SAMPLERS = [...samplersFor('sample'), ...samplersFor('inpaint')];
/** More of them are worse by the figures; see the model's card. */
const STEPS = 4;
const PURPOSES = Object.keys(ui.inpaint.purposes) as Purpose[];
/** Each is a series of its own: more would fill the reader's list. */
const SAMPLES = [1, 8] as const;

/** What to fill, what for, and whether the mean of all fillings or single ones are wanted. */
export function InpaintFields({ state, control, features: { inpainting } }: FieldProps<'choose', 'inpainting'>) {
  const { purpose } = useSyncExternalStore(inpainting.store.subscribe, inpainting.store.get);
  const { steps, samples, sampler, seed } = state.choices.inpaint;
  const choose = control.choose.bind(control);
  const texts = ui.inpaint;
  const kinds = [
    ['mean', texts.mean, steps === 1, 1],
    ['one', texts.one, steps > 1, STEPS],
  ] as const;
  return (
    <>
      <RegionField inpainting={inpainting} />
      <SelectField
        id="diffusion-purpose"
        label={texts.purpose}
        title={texts.purposeNote}
        value={purpose}
        options={PURPOSES.map((id) => ({ id, label: texts.purposes[id] }))}
        onChange={(value) => inpainting.choose({ purpose: value })}
      />
      <fieldset className="diffusion-field">
        <legend>{texts.kind}</legend>
        <div className="diffusion-choices">
          {kinds.map(([id, label, checked, wanted]) => (
            <label key={id} className="diffusion-choice">
              <input
                type="radio"
                name="diffusion-inpaint-kind"
                data-cy={`diffusion-inpaint-${id}`}
                checked={checked}
                onChange={() => choose({ steps: wanted, samples: 1 })}
              />
              <span>{label}</span>
            </label>
          ))}
        </div>
        <span className="diffusion-muted">{steps === 1 ? texts.meanNote : texts.oneNote}</span>
      </fieldset>
      {steps > 1 && (
        <NumberField
          id="diffusion-samples"
          label={texts.samples}
          note={texts.samplesNote}
          value={samples}
          limits={SAMPLES}
          onChange={(value) => choose({ samples: value })}
        />
      )}
      {steps > 1 && (
        <details className="diffusion-advanced" data-cy="diffusion-advanced">
          <summary>{ui.panel.advanced}</summary>
          <div>
            <NumberField
              id="diffusion-steps"
              label={texts.steps}
              note={texts.stepsNote}
              value={steps}
              limits={[2, LIMITS.steps[1]]}
              onChange={(value) => choose({ steps: value })}
            />
            <SelectField
              id="diffusion-sampler"
              label={texts.sampler}
              value={sampler}
              options={SAMPLERS}
              onChange={(value) => choose({ sampler: value })}
            />
            <NumberField
              id="diffusion-seed"
              label={ui.panel.seed}
              note={texts.seedNote}
              value={seed}
              limits={LIMITS.seed}
              onChange={(value) => choose({ seed: value })}
            />
          </div>
        </details>
      )}
    </>
  );
}
