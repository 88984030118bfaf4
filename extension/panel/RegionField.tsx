import React, { useEffect, useRef, useSyncExternalStore } from 'react';
import { activeSeries } from '../host/activeSeries';
import { type DrawingTools, hasBrush } from '../regions/drawingTools';
import { ui } from '../i18n';
import { type Inpainting, MARGIN } from '../inpaint/Inpainting';
import type { RegionFacts } from '../regions/candidates';
import { orNotify } from '../i18n/notices';
import { NumberField } from './NumberField';
import { SelectField } from './SelectField';

const optionText = ({ label, millilitres, slices, problem }: RegionFacts) =>
  problem ? ui.inpaint.unusable(label) : ui.inpaint.option(label, millilitres, slices);

function DrawButtons({ tools }: { tools: DrawingTools }) {
  const brush = () => {
    const series = activeSeries();
    if (series) void orNotify(() => tools.takeBrush(series));
  };
  return (
    <div className="diffusion-row">
      {hasBrush() && (
        <button type="button" data-cy="diffusion-brush" className="diffusion-button" onClick={brush}>
          {ui.inpaint.brush}
        </button>
      )}
      <button type="button" data-cy="diffusion-ellipse" className="diffusion-button" onClick={() => tools.takeEllipse()}>
        {ui.inpaint.ellipse}
      </button>
    </div>
  );
}

/** Which region would be filled and how large it is; with none, how to draw one. */
export function RegionField({ inpainting }: { inpainting: Inpainting }) {
  const { regions, chosenId, grown, margin } = useSyncExternalStore(inpainting.store.subscribe, inpainting.store.get);
  const chosen = regions.find(({ id }) => id === chosenId);
  const texts = ui.inpaint;
  const field = useRef<HTMLDivElement>(null);
  // A finding is handed over far below, in the list of results.
  useEffect(() => {
    if (chosen?.kind === 'finding') field.current?.scrollIntoView({ block: 'center' });
  }, [chosen?.kind, chosen?.id]);
  return (
    <>
      <div ref={field}>
        <SelectField
          id="diffusion-region"
          label={texts.region}
          value={chosenId ?? ''}
          options={regions.length === 0 ? [{ id: '', label: texts.none }] : regions.map((one) => ({ id: one.id, label: optionText(one) }))}
          disabled={regions.length === 0}
          onChange={(id) => inpainting.choose({ chosenId: id })}
        >
          <span className="diffusion-muted" data-cy="diffusion-region-facts">
            {chosen && !chosen.problem && grown ? texts.facts(texts.kinds[chosen.kind], grown.millilitres, grown.slices) : texts.how}
          </span>
          <DrawButtons tools={inpainting.tools} />
        </SelectField>
      </div>
      {chosen && !chosen.problem && (
        <NumberField
          id="diffusion-margin"
          label={texts.margin}
          note={texts.marginNote}
          value={margin}
          limits={MARGIN}
          onChange={(value) => inpainting.choose({ margin: value })}
        />
      )}
    </>
  );
}
