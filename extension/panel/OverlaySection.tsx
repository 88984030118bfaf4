import React, { useSyncExternalStore } from 'react';
import { ui } from '../i18n';
import { COLORMAPS } from '../overlay/colormaps';
import { isRarity, isScore, isSigned, type Look, mapsOf } from '../overlay/look';
import type { OverlayControl } from '../overlay/OverlayControl';
import { valueText } from '../overlay/valueText';
import type { ResultRow } from '../results/rows';
import { orNotify } from '../i18n/notices';
import type { SectionProps } from './props';
import { SelectLine } from './SelectField';

interface SliderProps {
  id: string;
  label: string;
  text: string;
  value: number;
  limits: { low: number; high: number; step: number };
  onChange: (value: number) => void;
}

function Slider({ id, label, text, value, limits, onChange }: SliderProps) {
  return (
    <label className="diffusion-field">
      <span className="diffusion-row">
        <span>{label}</span>
        <output className="diffusion-muted">{text}</output>
      </span>
      <input
        type="range"
        className="diffusion-slider"
        data-cy={id}
        min={limits.low}
        max={limits.high}
        step={limits.step}
        value={value}
        aria-valuetext={text}
        onChange={(event) => onChange(Number(event.target.value))}
      />
    </label>
  );
}

/** How the colours look, with what their numbers mean. */
function Sliders({ row, overlay, look }: { row: ResultRow; overlay: OverlayControl; look: Look }) {
  const { map, opacity, colormap, range, limits } = look;
  const units = overlay.unitsOf(row.id);
  return (
    <>
      <Slider
        id="diffusion-threshold"
        label={ui.overlay.threshold}
        text={valueText(map, range.threshold, units)}
        value={range.threshold}
        limits={limits}
        onChange={(value) => overlay.change(row, { threshold: value })}
      />
      {isScore(map) && <span className="diffusion-muted">{isRarity(map) ? ui.overlay.scoreNote : ui.overlay.sumUncalibrated}</span>}
      <Slider
        id="diffusion-overlay-upper"
        label={ui.overlay.upper}
        text={valueText(map, range.upper, units)}
        value={range.upper}
        limits={limits}
        onChange={(value) => overlay.change(row, { upper: value })}
      />
      <Slider
        id="diffusion-overlay-opacity"
        label={ui.overlay.opacity}
        text={ui.overlay.percent(opacity)}
        value={opacity}
        limits={{ low: 0, high: 1, step: 0.01 }}
        onChange={(value) => overlay.change(row, { opacity: value })}
      />
      {!isSigned(map) && (
        <SelectLine
          id="diffusion-colormap"
          label={ui.overlay.colormap}
          value={colormap}
          options={COLORMAPS.map(({ id }) => ({ id, label: ui.overlay.colormaps[id] }))}
          onChange={(value) => overlay.change(row, { colormap: value })}
        />
      )}
    </>
  );
}

/** The maps of a result as colours on its source; what changes the colours is there while they are on screen. */
export function OverlaySection({ row, features: { overlay } }: SectionProps<'overlay'>) {
  const { shown } = useSyncExternalStore(overlay.store.subscribe, overlay.store.get);
  const look = overlay.look(row);
  if (!look) return null;
  const { map } = look;
  const on = shown.includes(row.id);
  const maps = mapsOf(row);
  return (
    <fieldset className="diffusion-field diffusion-section" data-cy="diffusion-overlay-section" data-shown={on}>
      <legend className="diffusion-hidden">{ui.overlay.title}</legend>
      <div className="diffusion-row">
        <label className="diffusion-check">
          <input
            type="checkbox"
            data-cy="diffusion-overlay"
            checked={on}
            onChange={() => void orNotify(() => (on ? overlay.hide(row) : overlay.show(row)))}
          />
          <span>{ui.overlay.show}</span>
        </label>
      </div>
      {on && maps.length > 1 && (
        <SelectLine
          id="diffusion-overlay-map"
          label={ui.overlay.map}
          value={map}
          options={maps.map((id) => ({ id, label: ui.overlay.maps[id] }))}
          onChange={(value) => overlay.change(row, { map: value })}
        />
      )}
      {on && <Sliders row={row} overlay={overlay} look={look} />}
    </fieldset>
  );
}
