import React, { useState } from 'react';

interface Props {
  id: string;
  label: string;
  note: string;
  value: number;
  limits: readonly [number, number];
  disabled?: boolean;
  onChange: (value: number) => void;
}

/** Takes a number over while it is typed as soon as it is allowed, and shows the one in force again when the field is left. */
export function NumberField({ id, label, note, value, limits: [low, high], disabled = false, onChange }: Props) {
  const [draft, setDraft] = useState<string>();
  const allowed = (typed: string) => {
    const number = Number(typed);
    return typed.trim() !== '' && Number.isInteger(number) && number >= low && number <= high;
  };
  const change = (typed: string) => {
    setDraft(typed);
    if (allowed(typed)) onChange(Number(typed));
  };
  // Another model brings its own number while the field still has the focus: what was typed before no longer holds.
  const typing = draft !== undefined && (Number(draft) === value || !allowed(draft));
  return (
    <div className="diffusion-field diffusion-number">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        data-cy={id}
        className="diffusion-input"
        type="number"
        min={low}
        max={high}
        step={1}
        value={typing ? draft : String(value)}
        disabled={disabled}
        aria-describedby={`${id}-note`}
        onChange={(event) => change(event.target.value)}
        onBlur={() => setDraft(undefined)}
      />
      <span id={`${id}-note`} className="diffusion-muted">
        {note}
      </span>
    </div>
  );
}
