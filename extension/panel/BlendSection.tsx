import React from 'react';
import { strengthName } from '../i18n/describe';
import { ui } from '../i18n';
import { LIMITS } from '../run/choices';
import type { SectionProps } from './props';

/** How much of the estimate is in the picture, changed after the run. */
export function BlendSection({ row, features }: SectionProps<'comparison'>) {
  const { strength } = row.note;
  if (strength === undefined || features.comparison.picture(row.id)?.blended) return null;
  const [low, high] = LIMITS.strength;
  const [first, whole] = ui.compare.blendMarks;
  return (
    <div className="diffusion-section">
      <label className="diffusion-row" htmlFor={`diffusion-blend-${row.id}`}>
        <span>{ui.compare.blend}</span>
        <output data-cy="diffusion-blend-value">{strengthName(strength)}</output>
      </label>
      <input
        id={`diffusion-blend-${row.id}`}
        data-cy="diffusion-blend"
        className="diffusion-slider"
        type="range"
        min={low}
        max={high}
        step={0.01}
        value={strength}
        aria-valuetext={strengthName(strength)}
        onChange={(event) => features.comparison.blend(row.id, Number(event.target.value))}
      />
      <div className="diffusion-scale diffusion-muted" aria-hidden="true">
        <span>{first}</span>
        <span style={{ left: `${100 / high}%` }}>{whole}</span>
      </div>
      <span className="diffusion-muted">{ui.compare.blendNote}</span>
    </div>
  );
}
